"""`flask check-questionnaires`: every fault of every file, or a table of what is there."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from questionnaires import QuestionnaireError, load_folder, load_shipped
from survey_app.cli.questionnaires import check_questionnaires

HERE = Path(__file__).parent


def test_the_shipped_questionnaires_are_listed() -> None:
    result = CliRunner().invoke(check_questionnaires)
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[0].split("  ")[0] == "Mã phiếu"
    assert [line.split()[0] for line in lines[1:]] == list(load_shipped())
    assert lines[2].split() == ["TH-PH", "1", "43", "5", "tự", "soạn"]
    assert lines[-1].split() == ["SIPAS-TTHC", "1", "29", "5", "chính", "thức"]


def test_every_fault_of_every_file_is_printed() -> None:
    result = CliRunner().invoke(check_questionnaires, [str(HERE / "broken")])
    with pytest.raises(QuestionnaireError) as caught:
        load_folder(HERE / "broken")
    faults = caught.value.faults
    assert result.exit_code == 1
    assert result.output.splitlines() == [*map(str, faults), f"Có {len(faults)} lỗi."]


def test_a_folder_of_ones_own_is_listed(tmp_path: Path) -> None:
    (tmp_path / "riêng.yaml").write_bytes((HERE / "good.yaml").read_bytes())
    result = CliRunner().invoke(check_questionnaires, [str(tmp_path)])
    assert result.exit_code == 0
    assert result.output.splitlines()[1].split() == ["THU-PH", "1", "8", "3", "tự", "soạn"]


def test_a_single_file_is_checked_by_itself() -> None:
    result = CliRunner().invoke(check_questionnaires, [str(HERE / "good.yaml")])
    assert result.exit_code == 0
    assert [line.split()[0] for line in result.output.splitlines()[1:]] == ["THU-PH"]
    broken = HERE / "broken" / "minutes-too-many.yaml"
    result = CliRunner().invoke(check_questionnaires, [str(broken)])
    assert result.exit_code == 1
    assert result.output == f"{broken.with_suffix('.txt').read_text('utf-8')}Có 1 lỗi.\n"


def test_a_folder_without_questionnaires_is_a_fault(tmp_path: Path) -> None:
    result = CliRunner().invoke(check_questionnaires, [str(tmp_path)])
    assert result.exit_code == 1
    assert "thư mục không có tệp phiếu nào" in result.output


def test_a_path_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    result = CliRunner().invoke(check_questionnaires, [str(tmp_path / "không-có")])
    assert (result.exit_code, result.output) == (1, f"Lỗi: Không có {tmp_path / 'không-có'}.\n")
