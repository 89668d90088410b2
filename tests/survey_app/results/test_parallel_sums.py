"""Two services on one database, each with writers and refreshers: nothing is lost, nothing is counted twice.

Real processes, because two threads of one share a connection pool and a lock of Python's. Both are told to send the same
responses in different orders, as phones do that heard no reply.
"""

import json
import multiprocessing
import random
import threading

from sqlalchemy import func, select

from analysis.sheets import sums_by_cell
from analysis.sums import Sums
from survey_app.collecting.answers import NewResponse, read_percents
from survey_app.collecting.responses import Destination, record
from survey_app.db import Database
from survey_app.models import CellSums, Participation, Response, Sending, SumsState
from survey_app.results.sums import STEP, current_sums
from tests.survey_app.results.samples import OPEN, add_open_campaign, answer, participation_of, th_ph

PROCESSES, WRITERS, RESPONSES = 2, 2, 24  # responses of each participation


def make_responses(unit_code: str) -> list[NewResponse]:
    """Different sheets, so that a response that is missing and another that is doubled do not even out."""
    rng = random.Random(unit_code)

    def sheet() -> str:
        return "".join(rng.choice("12345") if item.kind == "rating" else "1" for item in th_ph().closed_items)

    return [NewResponse(f"{unit_code}-{k:03}-abcdefgh", sheet(), (80,), rng.choice("12345")) for k in range(RESPONSES)]


def serve(url: str, place_of: dict[str, Destination], number: int, told: multiprocessing.SimpleQueue) -> None:
    """What one of the processes does: write and refresh until all is written; tells what its refreshers have seen."""
    database = Database(url)
    seen: dict[int, list[int]] = {place.participation_id: [] for place in place_of.values()}
    written = threading.Event()
    faults: list[str] = []

    def guarded(work: object, *arguments: object) -> threading.Thread:
        def run() -> None:
            try:
                work(*arguments)
            except Exception as error:
                faults.append(repr(error))

        thread = threading.Thread(target=run)
        thread.start()
        return thread

    def write(seed: int) -> None:
        forms = [(code, response) for code in place_of for response in make_responses(code)]
        random.Random(seed).shuffle(forms)
        for code, response in forms:
            with database.writing() as session:
                record(session, place_of[code], [response], now=OPEN)

    def refresh() -> None:
        while not written.is_set():
            with database.reading() as session:
                found = current_sums(session, th_ph(), participation_ids=list(seen), is_open=True)
            for participation_id, cells in found.items():
                seen[participation_id].append(sum(cell.forms for cell in cells.values()))

    refresher = guarded(refresh)
    for writer in [guarded(write, 10 * number + one) for one in range(WRITERS)]:
        writer.join()
    written.set()
    refresher.join()
    database.engine.dispose()
    told.put(json.dumps([faults, list(seen.items())]))


def test_sums_of_writers_and_refreshers_in_parallel_are_a_recount(database: Database, database_url: str) -> None:
    with database.writing() as session:
        add_open_campaign(session)
        places = {code: Destination.of(participation_of(session, code)) for code in ("TH1", "LT1")}
    context = multiprocessing.get_context("spawn")
    told = context.SimpleQueue()
    processes = [context.Process(target=serve, args=(database_url, places, number, told)) for number in range(PROCESSES)]
    for process in processes:
        process.start()
    reports = [json.loads(told.get()) for _ in processes]
    for process in processes:
        process.join()
    assert [faults for faults, _ in reports if faults] == []
    looks = [shown for _, seen in reports for _, shown in seen]
    assert all(shown == sorted(shown) for shown in looks), "what was shown never shrinks"
    steps = {after - before for shown in looks for before, after in zip([0, *shown], shown, strict=False)}
    assert all(step == 0 or step >= STEP for step in steps)
    with database.writing() as session:  # ten more of each, so that the last snapshot moves to the end
        for code in places:
            answer(session, participation_of(session, code), STEP)
    _expect_recount(database, places)


def _expect_recount(database: Database, places: dict[str, Destination]) -> None:
    with database.reading() as session:
        ids = [place.participation_id for place in places.values()]
        found = current_sums(session, th_ph(), participation_ids=ids, is_open=True)
        assert session.scalar(select(func.count()).select_from(Sending)) == len(places) * (RESPONSES + STEP)
    with database.reading() as session:
        for participation_id in ids:
            assert session.get_one(Participation, participation_id)
            rows = session.execute(
                select(Response.sheet, Response.grade, Response.percents).where(Response.participation_id == participation_id)
            ).all()
            assert len(rows) == RESPONSES + STEP
            sheets, grades, percents = zip(*rows, strict=True)
            recount = sums_by_cell(th_ph(), sheets, grades, percents=[read_percents(text) for text in percents])
            stored = select(CellSums.grade, CellSums.data).where(CellSums.participation_id == participation_id)
            assert found[participation_id] == recount
            assert {grade: Sums.from_bytes(data) for grade, data in session.execute(stored)} == recount
            assert session.get_one(SumsState, participation_id).recorded == len(rows)
