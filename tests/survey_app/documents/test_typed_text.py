"""What clerks type, before it stands in a document."""

from survey_app.documents.typed_text import clean_line, clean_lines, clean_list


def test_a_line_has_composed_letters_single_spaces_and_no_hidden_sign() -> None:
    assert clean_line("  Tru\u031bo\u031b\u0300ng\u200b\tTH\r\nNgọk\u202e Bay\x00 ") == "Trường TH Ngọk Bay"


def test_lines_stay_apart_and_empty_ones_go() -> None:
    assert clean_lines("một\r\n\r\n hai \rba\u2028bốn\n\x0b") == ("một", "hai", "ba", "bốn")


def test_a_list_loses_its_dashes_and_marks_but_not_those_inside() -> None:
    assert clean_list("- Như trên;\n+ Phòng Văn hóa - Xã hội;\n– Lưu: VT.\n-\n") == (
        "Như trên",
        "Phòng Văn hóa - Xã hội",
        "Lưu: VT",
    )


def test_a_run_of_accents_costs_nothing() -> None:
    assert len(clean_line("a" + "\u0306\u0323" * 100_000)) == 200_001
