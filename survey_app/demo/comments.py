"""What made-up people write. Some begin with a sign that a spreadsheet takes for a formula, as people's lists and arrows do."""

from collections.abc import Mapping
from random import Random

_PARENT = {
    "G01": (
        "Cô giáo chủ nhiệm rất tận tâm, hay gọi điện trao đổi về tình hình của cháu.",
        "Con thích đến trường, sáng nào cũng dậy sớm.",
        "Thầy cô gần gũi, không phân biệt học sinh nghèo hay khá.",
        "Trường sạch, nhiều cây xanh, sân chơi mát.",
        "Bữa trưa bán trú ngon: cá bống sông Trà kho tiêu, canh rau dền, cháu ăn hết suất.",
        "Nhà trường thông báo rõ ràng qua nhóm lớp, không bắt phụ huynh đóng góp thêm.",
        "Cháu mạnh dạn hơn nhiều so với năm ngoái.",
        "Các cô dạy cháu tự xúc cơm, tự gấp chăn.",
        "Bảo vệ luôn đứng ở cổng giờ tan học nên tôi yên tâm.",
        "Buổi ngoại khóa làm bánh tráng và ram bắp ở làng nghề rất vui, cháu kể mãi.",
    ),
    "G02": (
        "Nhà vệ sinh của học sinh còn mùi, thiếu nước vào buổi chiều.",
        "=> Đề nghị sửa mái hiên dãy phòng học phía sau, mưa là dột.",
        "- Cần công khai các khoản thu sớm hơn, trước khi họp phụ huynh.",
        "+ Thêm quạt cho phòng học tầng hai, mùa nắng rất nóng.",
        "Cổng trường giờ tan học quá đông xe, rất nguy hiểm cho các cháu.",
        "Thực đơn bán trú nên đổi món thường xuyên hơn, tuần nào cũng thịt kho trứng.",
        "Máy tính cũ, hai cháu phải dùng chung một máy.",
        "Nên có mái che ở sân để các cháu tập thể dục ngày mưa.",
        "Thư viện ít sách mới, giờ mở cửa trùng giờ học.",
        "Đường vào điểm trường lẻ lầy lội, mong xã và trường cùng làm.",
        "Cô giáo tiếng Anh thay đổi liên tục trong năm.",
        "Mong nhà trường trả lời ý kiến phụ huynh bằng văn bản, đừng chỉ nói ở cuộc họp.",
    ),
    "G03": (
        "@ Ban giám hiệu: xin cảm ơn vì đã hỏi ý kiến phụ huynh.",
        "Nhà tôi ở thôn xa, xin cho cháu được ở bán trú cả tuần.",
        "Nên khảo sát mỗi học kỳ một lần.",
        "Gia đình không có ý kiến gì thêm, chúc thầy cô sức khỏe.",
        "Phiếu hơi dài nhưng dễ trả lời.",
        "Cháu thích món gỏi lá và cơm lam hôm hội trại, cảm ơn các cô.",
    ),
}
_PUPIL = {
    "G01": (
        "Thầy chủ nhiệm hiểu học sinh và hay kể chuyện.",
        "Em thích câu lạc bộ bóng chuyền và đội cồng chiêng.",
        "Bạn bè trong lớp đoàn kết.",
        "Cô dạy Ngữ văn giảng bài rất cuốn hút.",
        "Căng tin có bún bò và bánh xèo ngon.",
        "Trường có nhiều cây, ngồi học ngoài sân rất mát.",
    ),
    "G02": (
        "Nhà vệ sinh nam tầng một hay bị khóa.",
        "- Bớt bài kiểm tra dồn vào cùng một tuần ạ.",
        "Em muốn phòng thí nghiệm được dùng nhiều hơn, cả năm em mới vào hai lần.",
        "=> Mong trường xử lý chuyện trêu chọc trên mạng.",
        "Quạt trong lớp kêu to, không nghe thấy thầy giảng.",
        "Sân bóng rổ hỏng vành rổ từ đầu năm.",
    ),
    "G03": (
        "Em cảm ơn thầy cô.",
        "Em mong có thêm buổi hướng nghiệp.",
        "Nếu được thì cho chúng em mặc áo dài truyền thống của dân tộc mình vào thứ hai.",
        "Không ạ.",
    ),
}
_LEARNER = {
    "G01": ("Giờ học buổi tối phù hợp với người đi làm.", "Giáo viên kiên nhẫn với học viên lớn tuổi."),
    "G02": ("Xưởng thực hành thiếu máy hàn.", "Nên báo lịch học sớm hơn một tuần."),
    "G03": ("Mong trung tâm mở thêm lớp sửa máy nông nghiệp.", "Cảm ơn trung tâm."),
}
_CITIZEN = {
    "G01": ("Cán bộ hướng dẫn rõ, một lần là xong.", "Trả kết quả trước hẹn hai ngày."),
    "G02": ("Bảng niêm yết chữ nhỏ, người già khó đọc.", "Máy lấy số hay hỏng.", "- Nên có ghế chờ ở hành lang."),
    "G03": ("Nên nhận hồ sơ qua mạng nhiều hơn.", "Tôi hài lòng."),
}
COMMENTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "parent": _PARENT,
    "pupil": _PUPIL,
    "learner": _LEARNER,
    "citizen": _CITIZEN,
}


def comment_for(rng: Random, audience: str, item_code: str) -> str:
    """One comment that fits who writes and what was asked."""
    return rng.choice(COMMENTS[audience][item_code])
