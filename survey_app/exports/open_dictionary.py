"""The dictionary of the open data: every column and every value, in words. Knows no figure."""

from typing import Final

DICTIONARY_HEADER: Final = ("column", "value", "meaning", "file")

_FIGURES, _BOTH = "so-lieu.csv", "so-lieu.csv, phan-bo.csv"

DICTIONARY: Final = (
    ("place_kind", "whole", "toàn bộ: mọi đơn vị trả lời cùng một phiếu", _BOTH),
    ("place_kind", "level", "một cấp học", _BOTH),
    ("place_kind", "commune", "một xã, phường, đặc khu", _BOTH),
    ("place_kind", "unit", "một đơn vị: trường, trung tâm, bộ phận một cửa", _BOTH),
    ("place_code", "", "mã của nơi: mã đơn vị, mã xã phường, mã cấp học; “all” là toàn bộ. Mã không đổi qua các năm", _BOTH),
    ("place_name", "", "tên của nơi lúc công bố", _BOTH),
    (
        "instrument",
        "",
        "mã phiếu khảo sát; chỉ so những nơi trả lời cùng một phiếu. Để trống ở con số chung của nhiều phiếu",
        _BOTH,
    ),
    (
        "unit_kind",
        "school, desk, commune, department",
        "loại đơn vị được hỏi về: trường, bộ phận một cửa, xã phường, Sở",
        _BOTH,
    ),
    ("collection", "own", "đơn vị tự khảo sát bằng đường dẫn mở: người trả lời tự chọn", _BOTH),
    ("collection", "independent", "Sở khảo sát độc lập bằng đường dẫn mở", _BOTH),
    ("collection", "sample", "Sở khảo sát mẫu ngẫu nhiên", _BOTH),
    (
        "measure",
        "official",
        "trung bình cộng tỷ lệ hài lòng của nhiều phiếu: ở dòng toàn Sở là các phiếu theo cấp học, ở dòng một cấp là các "
        "phiếu chỉ hỏi ở cấp ấy",
        _FIGURES,
    ),
    ("measure", "index", "cả phiếu", _FIGURES),
    ("measure", "dimension", "một lĩnh vực; mã ở cột code", _FIGURES),
    ("measure", "item", "một câu hỏi; mã ở cột code, lời ở cau-hoi.csv", _FIGURES),
    ("measure", "overall", "câu hỏi về mức hài lòng chung", _FIGURES),
    ("measure", "expectation", "câu hỏi về mức đáp ứng mong đợi; trung bình, từ 0 đến 100", _FIGURES),
    ("code", "", "mã lĩnh vực hoặc mã câu hỏi", _FIGURES),
    (
        "share",
        "0 – 100",
        "tỷ lệ hài lòng: phần trăm câu trả lời “hài lòng” và “rất hài lòng” trong số câu có ý kiến; làm tròn đến phần trăm, "
        "không làm tròn qua chỉ tiêu; 0 và 100 chỉ khi đúng là không câu nào, tất cả các câu",
        _FIGURES,
    ),
    ("share_low, share_high", "0 – 100", "hai đầu của khoảng 95%, làm tròn ra ngoài; để trống khi không có khoảng", _FIGURES),
    ("mean", "1 – 5", "điểm trung bình các mức từ 1 đến 5, một số lẻ; với expectation là từ 0 đến 100", _FIGURES),
    ("mean_low, mean_high", "", "hai đầu của khoảng 95% của điểm trung bình, làm tròn ra ngoài", _FIGURES),
    ("share_withheld, mean_withheld", "none", "không có phiếu nào", _FIGURES),
    ("share_withheld, mean_withheld", "few", "dưới 10 phiếu", _FIGURES),
    ("share_withheld, mean_withheld", "wide", "khoảng rộng hơn 30 điểm phần trăm: quá ít phiếu để nói", _FIGURES),
    ("share_withheld, mean_withheld", "protected", "không công bố để bảo vệ người trả lời", _FIGURES),
    ("share_withheld, mean_withheld", "incomplete", "thiếu một phần cần để tính", _FIGURES),
    ("n", "", "số phiếu có trả lời, làm tròn đến bội số của 5", _BOTH),
    ("interval", "interval", "khoảng nhất quán (mẫu ngẫu nhiên: khoảng tin cậy) 95%", _FIGURES),
    ("interval", "census", "tất cả người được hỏi đã trả lời; không có khoảng", _FIGURES),
    ("interval", "bounds", "tất cả đã trả lời, còn câu bỏ trống: giới hạn chắc chắn", _FIGURES),
    ("interval", "none", "không có khoảng", _FIGURES),
    (
        "verdict",
        "met",
        "đủ căn cứ để nói đạt chỉ tiêu; xét một phía ở mức 95%, nên đầu khoảng hai phía có thể chạm chỉ tiêu",
        _FIGURES,
    ),
    ("verdict", "missed", "đủ căn cứ để nói không đạt chỉ tiêu", _FIGURES),
    ("verdict", "not shown", "chưa đủ căn cứ để nói đạt hay không đạt", _FIGURES),
    ("position", "above, below", "đơn vị cao hơn, thấp hơn mức chung rõ rệt sau khi tính đến ngẫu nhiên", _FIGURES),
    ("position", "within", "chưa thấy khác mức chung", _FIGURES),
    ("forms", "", "số phiếu của nơi, làm tròn đến bội số của 5; để trống khi dưới 10", _FIGURES),
    ("eligible", "", "số người được hỏi, làm tròn đến bội số của 5", _FIGURES),
    ("participation", "0 – 100", "số phiếu trên số người được hỏi, phần trăm", _FIGURES),
    ("item", "", "mã câu hỏi", "phan-bo.csv, cau-hoi.csv"),
    ("option", "1 – 5", "mức trả lời, từ rất không hài lòng đến rất hài lòng", "phan-bo.csv"),
    (
        "percent",
        "0 – 100",
        "phần trăm người chọn mức ấy trong số người có ý kiến; từng số được làm tròn riêng nên tổng có thể là 99 hay 101",
        "phan-bo.csv",
    ),
    ("commune_code, commune_name", "", "xã phường của đơn vị lúc công bố", "noi.csv"),
    ("levels", "MN TH THCS THPT GDTX", "các cấp học của đơn vị, cách nhau bằng dấu cách", "noi.csv"),
    ("text", "", "lời của câu hỏi như người trả lời đã đọc", "cau-hoi.csv"),
    ("wording", "official", "lời văn chính thức", "cau-hoi.csv"),
    ("wording", "own", "lời văn do dự án soạn, chưa phải văn bản chính thức", "cau-hoi.csv"),
    ("digest", "", "mã băm SHA-256 của nội dung phiếu", "cau-hoi.csv"),
)
