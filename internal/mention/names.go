package mention

import "tulieu"

// headTable lists the heads of unit names by kind: phrases parted by ";", and
// what may follow each of them.
var headTable = []struct {
	kind    tulieu.UnitKind
	phrases string
	follows follows
}{
	{tulieu.UnitParty, "Tỉnh ủy; Thành ủy", alone | place | proper | strict},
	{tulieu.UnitParty, "Huyện ủy; Quận ủy; Thị ủy", alone | place | proper},
	{tulieu.UnitParty, "Đảng ủy; Đảng bộ; Ban Cán sự đảng; Ban cán sự Đảng; Đảng đoàn; Văn phòng Đảng ủy; Ủy ban Kiểm tra Đảng ủy", level | place | host | area},
	{tulieu.UnitParty, "Ban Chấp hành; Ban Chấp hành lâm thời; Ban Thường vụ; Thường trực; Thường vụ", host},
	{tulieu.UnitParty, "Ban Chấp hành Đảng bộ; Ban Chấp hành lâm thời Đảng bộ; Ban Thường vụ Đảng ủy", level | place | host | area},
	{tulieu.UnitParty, "Chi bộ; Đảng bộ bộ phận; Chi ủy; Ban Chấp hành Chi bộ", level | host | area | count},
	{tulieu.UnitParty, "Ban Tuyên giáo; Ban Tổ chức; Ban Dân vận; Ban Nội chính; Ủy ban Kiểm tra; Ban Tuyên giáo và Dân vận; Văn phòng; Ban Kinh tế", host},
	{tulieu.UnitParty, "Trung ương cục; Xứ ủy; Xứ ủy Nam Kỳ; Xứ ủy Nam Bộ; Khu ủy; Liên khu ủy; Trung ương cục miền Nam; Xứ ủy Trung Kỳ; Xứ ủy Bắc Kỳ; Đảng Lao động Việt Nam; Đảng Cộng sản Đông Dương; Văn phòng Trung ương", alone},
	{tulieu.UnitParty, "Trung tâm Chính trị; Trung tâm Bồi dưỡng chính trị", level},

	{tulieu.UnitState, "Ủy ban nhân dân; Hội đồng nhân dân", alone | level | place | low},
	{tulieu.UnitState, "Ủy ban hành chính; Ủy ban kháng chiến hành chính", alone | level | place},
	{tulieu.UnitState, "Thường trực Hội đồng nhân dân; Văn phòng Hội đồng nhân dân; Văn phòng Ủy ban nhân dân; Đoàn đại biểu Quốc hội; Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân", alone | level | place},
	{tulieu.UnitState, "Sở; Phòng; Bộ", area | host},
	{tulieu.UnitState, "Ban Dân tộc; Thanh tra; Ban Tiếp công dân; Ban Tôn giáo; Ban Thi đua - Khen thưởng; Hội đồng Thi đua - Khen thưởng", level | host},
	{tulieu.UnitState, "Cục; Chi cục; Tổng cục; Vụ", area | list | level | place},
	{tulieu.UnitState, "Trung tâm; Viện; Nhà Văn hóa; Thư viện; Bảo tàng; Ban Quản lý; Ban Quản lý dự án; Quỹ; Nhà xuất bản; Đội Quản lý thị trường", area | list | level | place | proper},
	{tulieu.UnitState, "Viện Hàn lâm; Ủy ban; Hội đồng; Ban Chỉ đạo; Tổng công đoàn", area | list | level},
	{tulieu.UnitState, "Hội đồng Bộ trưởng; Hội đồng Chính phủ; Phủ Thủ tướng; Hội đồng Nhà nước; Bộ Ngoại thương; Bộ Thủy sản; Bộ Thương mại; Bộ Công nghiệp; Bộ Công nghiệp nặng; Bộ Công nghiệp nhẹ; Bộ Thủy lợi; Bộ Lâm nghiệp; Bộ Nông nghiệp; Bộ Văn hóa; Bộ Văn hóa - Thông tin; Bộ Bưu chính, Viễn thông; Bộ Đại học và Trung học chuyên nghiệp; Bộ Giáo dục; Bộ Lao động; Bộ Vật tư; Bộ Cơ khí và Luyện kim; Bộ Kinh tế; Nhà nước Cộng hòa xã hội chủ nghĩa Việt Nam; Ủy ban Kế hoạch Nhà nước; Ủy ban Dân tộc và Miền núi; Ủy ban Dân số, Gia đình và Trẻ em; Ủy ban Thể dục thể thao; Tổng cục Du lịch; Tổng cục Thống kê; Văn phòng Quốc hội; Văn phòng Chủ tịch nước; Hội đồng Dân tộc; Hội đồng Bầu cử Quốc gia", alone | level | place},
	{tulieu.UnitState, "Kho bạc Nhà nước; Bảo hiểm xã hội; Cục Thuế; Chi cục Thuế; Cục Thống kê; Cục Hải quan; Cục Thi hành án dân sự; Chi cục Thi hành án dân sự; Cục Quản lý thị trường; Tòa án nhân dân; Viện Kiểm sát nhân dân; Viện kiểm sát nhân dân", alone | level | place},
	{tulieu.UnitState, "Ban Quản lý Khu kinh tế; Ban Quản lý các Khu công nghiệp; Ban Quản lý các khu công nghiệp; Ban Quản lý các khu chế xuất và công nghiệp", alone | level | place},

	{tulieu.UnitMass, "Liên đoàn Lao động; Ủy ban Mặt trận Tổ quốc; Mặt trận Tổ quốc; Ủy ban Mặt trận Tổ quốc Việt Nam; Ban Thường trực Ủy ban Mặt trận Tổ quốc; Ban Thường trực Ủy ban Mặt trận Tổ quốc Việt Nam", alone | level | place | low},
	{tulieu.UnitMass, "Hội Nông dân; Hội Liên hiệp Phụ nữ; Hội Cựu chiến binh; Hội Phụ nữ; Hội Chữ thập đỏ; Hội Khuyến học; Hội Người cao tuổi; Hội Nhà báo; Hội Luật gia; Hội Liên hiệp Thanh niên; Hội Sinh viên; Hội Cựu giáo chức; Hội Cựu thanh niên xung phong; Hội Văn học nghệ thuật; Hội Văn học - Nghệ thuật; Hội Đông y; Hội Người mù; Hội Doanh nhân trẻ; Hiệp hội Doanh nghiệp; Liên minh Hợp tác xã; Liên hiệp các Hội Khoa học và Kỹ thuật; Liên hiệp các tổ chức hữu nghị; Hội Nạn nhân chất độc da cam/dioxin; Hội Bảo trợ người khuyết tật và trẻ mồ côi; Hội Y học; Hội Làm vườn; Hội Nhà văn", alone | level | place | host},
	{tulieu.UnitMass, "Hội; Hiệp hội; Liên hiệp; Câu lạc bộ; Liên hiệp các hội", area | list | level | place},
	{tulieu.UnitMass, "Công đoàn; Công đoàn cơ sở; Công đoàn bộ phận; Chi đoàn; Đoàn Thanh niên; Đoàn cơ sở; Chi hội Phụ nữ; Chi hội; Ban Chấp hành Công đoàn; Ban Chấp hành Công đoàn cơ sở; Ban Thường vụ Công đoàn; Ban Nữ công; Ban Chấp hành Đoàn; Đoàn Thanh niên Cộng sản Hồ Chí Minh; Đoàn TNCS Hồ Chí Minh; Hội đồng Đội; Đội Thiếu niên Tiền phong Hồ Chí Minh", level | host | area | place},
	{tulieu.UnitMass, "Công đoàn ngành; Công đoàn Viên chức; Công đoàn Giáo dục; Công đoàn các khu công nghiệp; Đoàn Khối các cơ quan; Đoàn Khối; Công đoàn các khu kinh tế", alone | level | host | area | place},
	{tulieu.UnitMass, "Tỉnh đoàn; Thành đoàn; Huyện đoàn; Quận đoàn; Thị đoàn; Xã đoàn; Phường đoàn", alone | place | proper | lowNamed},
	{tulieu.UnitMass, "Trung ương Đoàn; Trung ương Hội; Trung ương Hội Nông dân Việt Nam; Trung ương Hội Liên hiệp Phụ nữ Việt Nam; Trung ương Hội Cựu chiến binh Việt Nam; Đoàn Thanh niên Cộng sản", alone},

	{tulieu.UnitSchool, "Trường; Trường THPT; Trường THCS; Trường TH; Trường PTTH; Trường TH&THCS; Trường THPT chuyên; Trường THPT Chuyên; Trường Đại học; Trường Trung học phổ thông; Trường Trung học cơ sở; Trường Tiểu học; Trường Mầm non; Trường Mẫu giáo; Trường Cao đẳng; Trường Trung cấp; Trường Phổ thông; Trường Phổ thông Dân tộc nội trú; Trường Dân tộc nội trú; Trường Cao đẳng nghề; Trường Trung cấp nghề; Trường Cán bộ; Trường Chính trị; Trường Sĩ quan; Trường Tiểu học và Trung học cơ sở; Trường Trung học phổ thông chuyên; Trường Phổ thông dân tộc bán trú", area | list | proper | level | place | count},
	{tulieu.UnitSchool, "Học viện; Đại học; Đại học Quốc gia; Nhạc viện", area | list | proper | place},
	{tulieu.UnitHospital, "Bệnh viện; Bệnh viện Đa khoa; Bệnh viện đa khoa; Trung tâm Y tế; Trạm Y tế; Phòng khám đa khoa; Viện Pasteur; Bệnh viện Đa khoa khu vực", alone | area | proper | level | place},
	{tulieu.UnitHospital, "Trung tâm Kiểm soát bệnh tật; Trung tâm Y tế dự phòng", alone | level | place},
	{tulieu.UnitEnterprise, "Công ty; Tổng công ty; Tập đoàn; Ngân hàng; Hợp tác xã; Xí nghiệp; Nhà máy; Doanh nghiệp tư nhân; Điện lực; Bưu điện", area | list | proper | level | place | bridge},
	{tulieu.UnitEnterprise, "Ngân hàng Chính sách xã hội; Ngân hàng Nông nghiệp và Phát triển nông thôn", alone | level | place},
	{tulieu.UnitArmed, "Công an; Bộ đội Biên phòng; Cảnh sát", level | place},
	{tulieu.UnitArmed, "Bộ Chỉ huy Quân sự; Ban Chỉ huy Quân sự; Bộ Chỉ huy Bộ đội Biên phòng; Bộ Tư lệnh; Bộ Tổng Tham mưu; Cảnh sát biển; Cảnh sát phòng cháy và chữa cháy; Công an nhân dân vũ trang; Công an nhân dân; Quân đội nhân dân; Quân đội nhân dân Việt Nam; Bộ Tư lệnh Bộ đội Biên phòng; Tổng cục Chính trị", alone | level | place},
	{tulieu.UnitArmed, "Quân khu; Quân đoàn; Sư đoàn; Trung đoàn; Lữ đoàn; Tiểu đoàn; Vùng Cảnh sát biển", count},
	{tulieu.UnitArmed, "Đồn Biên phòng; Hải đội; Ban Chỉ huy; Quân chủng; Binh chủng", area | proper},
	{tulieu.UnitPress, "Báo; Tạp chí; Đài Phát thanh và Truyền hình; Đài Phát thanh - Truyền hình; Đài Truyền hình; Đài Tiếng nói; Đài Phát thanh; Thông tấn xã; Đài Truyền thanh; Cổng Thông tin điện tử; Trang thông tin điện tử", area | proper | place | level},
	{tulieu.UnitPress, "Thông tấn xã Việt Nam; Đài Tiếng nói Việt Nam; Đài Truyền hình Việt Nam; Báo Nhân Dân; Báo Nhân dân; Báo Quân đội nhân dân", alone},
	{tulieu.UnitForeign, "Hội đồng Bảo an; Hội đồng Bảo an Liên hợp quốc; Hội đồng Bảo an Liên Hợp Quốc; Hội đồng Bảo an Liên hiệp quốc; Liên hợp quốc; Liên Hợp Quốc; Liên hiệp quốc; Đại sứ quán; Tổng lãnh sự quán; Ngân hàng Thế giới; Tổ chức Y tế Thế giới", alone | area | proper},
}

// notHeads begin as the names of units do, and name something else.
const notHeads = `Trường Sa; Trường Sơn; Trường Chinh; Trường Giang; Hội An; Bộ Luật; Bộ luật; Phòng Không; Vụ Bản; Sở Dầu; Hội đồng quản trị; Viện Kiểm sát viên`

// abbreviations are spelled out in the canonical name of a unit. Those of
// whole units are in the register.
var abbreviations = map[string]string{
	"UBND": "Ủy ban nhân dân", "HĐND": "Hội đồng nhân dân", "LĐLĐ": "Liên đoàn Lao động", "MTTQ": "Mặt trận Tổ quốc",
	"MTTQVN": "Mặt trận Tổ quốc Việt Nam", "UBMTTQ": "Ủy ban Mặt trận Tổ quốc", "UBMTTQVN": "Ủy ban Mặt trận Tổ quốc Việt Nam",
	"UB MTTQ": "Ủy ban Mặt trận Tổ quốc", "UBTVQH": "Ủy ban Thường vụ Quốc hội", "UBKT": "Ủy ban Kiểm tra",
	"BTV": "Ban Thường vụ", "BCH": "Ban Chấp hành", "BTG": "Ban Tuyên giáo", "BTC": "Ban Tổ chức", "BCĐ": "Ban Chỉ đạo", "BCS": "Ban Cán sự", "BQL": "Ban Quản lý",
	"CĐCS": "Công đoàn cơ sở", "ĐBQH": "đại biểu Quốc hội", "LHPN": "Liên hiệp Phụ nữ", "CCB": "Cựu chiến binh", "TNCS": "Thanh niên Cộng sản",
	"CTĐ": "Chữ thập đỏ", "LHTN": "Liên hiệp Thanh niên", "NCT": "Người cao tuổi", "VHNT": "Văn học nghệ thuật",
	"GD&ĐT": "Giáo dục và Đào tạo", "GD-ĐT": "Giáo dục và Đào tạo", "GDĐT": "Giáo dục và Đào tạo", "GD - ĐT": "Giáo dục và Đào tạo",
	"TN&MT": "Tài nguyên và Môi trường", "TN-MT": "Tài nguyên và Môi trường", "TNMT": "Tài nguyên và Môi trường",
	"NN&PTNT": "Nông nghiệp và Phát triển nông thôn", "NN-PTNT": "Nông nghiệp và Phát triển nông thôn", "NNPTNT": "Nông nghiệp và Phát triển nông thôn",
	"NN&MT": "Nông nghiệp và Môi trường", "NNMT": "Nông nghiệp và Môi trường",
	"KH&ĐT": "Kế hoạch và Đầu tư", "KH-ĐT": "Kế hoạch và Đầu tư", "KHĐT": "Kế hoạch và Đầu tư",
	"KH&CN": "Khoa học và Công nghệ", "KH-CN": "Khoa học và Công nghệ", "KHCN": "Khoa học và Công nghệ",
	"TT&TT": "Thông tin và Truyền thông", "TT-TT": "Thông tin và Truyền thông", "TTTT": "Thông tin và Truyền thông",
	"VH&TT": "Văn hóa và Thể thao", "VHTT": "Văn hóa và Thông tin", "VH-TT": "Văn hóa và Thông tin", "VHTT&DL": "Văn hóa, Thể thao và Du lịch", "VH,TT&DL": "Văn hóa, Thể thao và Du lịch",
	"VH-TT&DL": "Văn hóa, Thể thao và Du lịch", "VHTTDL": "Văn hóa, Thể thao và Du lịch", "VH-TT-DL": "Văn hóa, Thể thao và Du lịch", "VH, TT&DL": "Văn hóa, Thể thao và Du lịch", "VH, TT & DL": "Văn hóa, Thể thao và Du lịch",
	"LĐTB&XH": "Lao động - Thương binh và Xã hội", "LĐ-TB&XH": "Lao động - Thương binh và Xã hội", "LĐTBXH": "Lao động - Thương binh và Xã hội",
	"LĐ-TB-XH": "Lao động - Thương binh và Xã hội", "LĐ,TB&XH": "Lao động - Thương binh và Xã hội", "LĐ - TB&XH": "Lao động - Thương binh và Xã hội", "LĐ-TBXH": "Lao động - Thương binh và Xã hội",
	"GTVT": "Giao thông vận tải", "TC-KH": "Tài chính - Kế hoạch", "TCKH": "Tài chính - Kế hoạch", "PTTH": "Phát thanh - Truyền hình", "PT-TH": "Phát thanh - Truyền hình",
	"PT&TH": "Phát thanh và Truyền hình", "PTTH&TT": "Phát thanh - Truyền hình và Truyền thông", "TTXVN": "Thông tấn xã Việt Nam",
	"ĐH": "Đại học", "PTDTNT": "Phổ thông Dân tộc nội trú", "Thủ tướng": "Thủ tướng Chính phủ",
	"ĐHQG": "Đại học Quốc gia", "ĐHQGHN": "Đại học Quốc gia Hà Nội", "ĐHKHTN": "Đại học Khoa học Tự nhiên", "KHTN": "Khoa học Tự nhiên", "KHXH&NV": "Khoa học Xã hội và Nhân văn",
	"ĐHKHXH&NV": "Đại học Khoa học Xã hội và Nhân văn", "ĐHSP": "Đại học Sư phạm", "ĐHBK": "Đại học Bách khoa", "HVCT": "Học viện Chính trị",
	"BV": "Bệnh viện", "BVĐK": "Bệnh viện Đa khoa", "TTYT": "Trung tâm Y tế", "CHQS": "Chỉ huy Quân sự", "BĐBP": "Bộ đội Biên phòng", "BCHQS": "Bộ Chỉ huy Quân sự", "BTL": "Bộ Tư lệnh",
	"TAND": "Tòa án nhân dân", "VKSND": "Viện kiểm sát nhân dân", "BHXH": "Bảo hiểm xã hội", "KBNN": "Kho bạc Nhà nước", "NHCSXH": "Ngân hàng Chính sách xã hội",
	"NHNN": "Ngân hàng Nhà nước", "TW": "Trung ương", "TƯ": "Trung ương", "KCN": "Khu công nghiệp", "HTX": "Hợp tác xã", "TDTT": "Thể dục thể thao", "KHKT": "Khoa học và Kỹ thuật",
	"QLTT": "Quản lý thị trường", "ĐTN": "Đoàn Thanh niên", "HLHPN": "Hội Liên hiệp Phụ nữ", "CĐVC": "Công đoàn Viên chức", "UBHC": "Ủy ban hành chính", "VPTW": "Văn phòng Trung ương",
}

// variants are parts of heads that texts shorten inside a longer head.
var variants = []struct {
	full  string
	short []string
}{
	{"Trung ương", []string{"TW", "TƯ", "T.Ư", "T.W", "Trương ương"}},
	{"Mặt trận Tổ quốc Việt Nam", []string{"MTTQ Việt Nam", "MTTQVN", "MTTQ VN"}},
	{"Mặt trận Tổ quốc", []string{"MTTQ"}},
	{"Ủy ban Mặt trận Tổ quốc", []string{"UB MTTQ", "UBMTTQ"}},
	{"Ủy ban Mặt trận Tổ quốc Việt Nam", []string{"UB MTTQ Việt Nam", "UBMTTQ Việt Nam", "UBMTTQVN"}},
	{"Liên hiệp Phụ nữ", []string{"LHPN"}},
	{"Liên hiệp Thanh niên", []string{"LHTN"}},
	{"Cựu chiến binh", []string{"CCB"}},
	{"Chữ thập đỏ", []string{"CTĐ"}},
	{"Người cao tuổi", []string{"NCT"}},
	{"Ủy ban nhân dân", []string{"UBND"}},
	{"Hội đồng nhân dân", []string{"HĐND"}},
	{"Đoàn đại biểu Quốc hội", []string{"Đoàn ĐBQH"}},
	{"Chỉ huy Quân sự", []string{"CHQS"}},
	{"Bộ đội Biên phòng", []string{"BĐBP"}},
	{"Đoàn Thanh niên", []string{"Đoàn TN"}},
	{"Ban Thường vụ", []string{"BTV"}},
	{"Ban Chấp hành", []string{"BCH"}},
	{"Lao động", []string{"LĐ"}},
	{"Văn học nghệ thuật", []string{"VHNT"}},
}

// compounds are the words of several syllables that names of units are made
// of: only their first syllable is written with a capital, so they say where a
// name goes on in small letters.
const compounds = `
an ninh; an ninh trật tự; an sinh xã hội; an toàn; an toàn giao thông; an toàn lao động; an toàn thực phẩm; an toàn vệ sinh thực phẩm
bách khoa; bách hóa; báo chí; bảo hiểm; bảo hiểm xã hội; bảo hộ lao động; bảo tàng; bảo tồn; bảo trợ; bảo trợ xã hội; bảo vệ; bảo vệ chính trị; bảo vệ chính trị nội bộ; bảo vệ môi trường; bảo vệ sức khỏe; bảo vệ thực vật; bảo vệ rừng; bất động sản; bệnh nhiệt đới; biên phòng; biên soạn; bình ổn giá; bồi dưỡng; bồi dưỡng cán bộ; bồi dưỡng chính trị; bưu chính; bưu điện; bách khoa toàn thư
cán bộ; cảng vụ; cảng hàng không; cảnh sát; cảnh sát biển; cảnh sát giao thông; cảnh sát hình sự; cảnh sát nhân dân; cảnh sát điều tra; cải cách hành chính; cải cách tư pháp; cao cấp; cao đẳng; cao su; cấp cứu; cấp nước; cấp thoát nước; cây xanh; chăn nuôi; chăn nuôi và thú y; chấn thương chỉnh hình; chất lượng; chất lượng nông lâm sản và thủy sản; chế biến; chế biến gỗ; chế tạo; chiếu sáng; chiếu sáng công cộng; chính sách; chính sách xã hội; chính quyền địa phương; chính trị; chính trị nội bộ; chính trị quốc gia; chỉ huy; chuyển đổi số; chuyên nghiệp; chứng khoán; chữ thập đỏ; chủ nghĩa xã hội; cơ khí; cơ điện; cơ điện lạnh; cơ yếu; công an; công an nhân dân; công chứng; công chức; công chức viên chức; công lập; công nghệ; công nghệ cao; công nghệ sinh học; công nghệ thông tin; công nghệ thông tin và truyền thông; công nghiệp; công nghiệp hỗ trợ; công nghiệp thực phẩm; công nhân; công nghiệp nhẹ; công nghiệp nặng; công nghiệp than; công ích; công cộng; công tác chính trị; công tác xã hội; công thương; công trình; công trình công cộng; công trình đô thị; công trình giao thông; công viên; công viên cây xanh; cổ phần; cứu hộ; cứu nạn; cứu trợ; cựu chiến binh; cựu giáo chức; cựu học sinh; cụm công nghiệp
da giày; da liễu; dân chính; dân chính đảng; dân cư; dân dụng; dân quân; dân số; dân số và phát triển; dân số - kế hoạch hóa gia đình; dân sự; dân tộc; dân tộc học; dân tộc nội trú; dân tộc thiểu số; dân vận; dầu khí; dầu khí quốc gia; dạy nghề; dạy nghề và giáo dục thường xuyên; di tích; di sản; di sản văn hóa; di truyền; dịch tễ; dịch vụ; dịch vụ công; dịch vụ công ích; dịch vụ đấu giá; dịch vụ nông nghiệp; dịch vụ tài chính; dịch vụ việc làm; dịch vụ hành chính công; doanh nghiệp; doanh nghiệp nhỏ và vừa; doanh nhân; doanh nhân trẻ; du lịch; du lịch và dịch vụ; dự án; dự án đầu tư; dự án đầu tư xây dựng; dự báo; dự phòng; dự trữ; dự trữ nhà nước; dược liệu; dược phẩm; dưỡng lão; dệt may; dệt kim; dịch thuật
đa khoa; đa khoa khu vực; đào tạo; đào tạo nghề; đăng kiểm; đăng ký; đăng ký đất đai; đất đai; đấu giá; đấu giá tài sản; đấu thầu; đầu tư; đầu tư công nghiệp; đầu tư nước ngoài; đầu tư phát triển; đầu tư tài chính; đầu tư xây dựng; đầu tư và phát triển; đê điều; đê điều và phòng chống lụt bão; địa chất; địa chính; địa lý; địa phương; điện ảnh; điện lực; điện tử; điện nước; điện máy; điều dưỡng; điều tra; điều tra quy hoạch rừng; đo đạc; đo lường; đo lường chất lượng; đông y; đối ngoại; đồng bào; đô thị; đô thị và công nghiệp; đời sống; đường bộ; đường sắt; đường thủy; đường thủy nội địa; đảng viên; đoàn kết; đạo đức
gia cầm; gia đình; gia đình và trẻ em; giám định; giám định y khoa; giám định pháp y; giám sát; giáo chức; giáo dục; giáo dục công dân; giáo dục nghề nghiệp; giáo dục nghề nghiệp - giáo dục thường xuyên; giáo dục quốc phòng; giáo dục thường xuyên; giáo dục thể chất; giáo dục chính trị; giáo dục mầm non; giáo dục tiểu học; giảm nghèo; giao dịch; giao dịch bảo đảm; giao thông; giao thông công chính; giao thông vận tải; giải phóng; giải phóng mặt bằng; giống cây trồng; giống thủy sản; giống vật nuôi; giới thiệu việc làm
hạ tầng; hạ tầng kỹ thuật; hải đảo; hải dương; hải dương học; hải quan; hải quân; hải sản; hàng hải; hàng không; hàng không dân dụng; hành chính; hành chính công; hành chính quốc gia; hành chính - quản trị; hạt nhân; hậu cần; hậu cần kỹ thuật; hình sự; hóa chất; hóa học; hóa lý; hỗ trợ; hỗ trợ doanh nghiệp; hỗ trợ nông dân; hỗ trợ phát triển; hợp tác; hợp tác quốc tế; hợp tác xã; hộ tịch; huấn luyện; huyết học; huyết học - truyền máu; hướng nghiệp; hữu hạn; hữu nghị; hưu trí; học sinh; học sinh sinh viên; học tập cộng đồng
in ấn; kế hoạch; kế hoạch hóa gia đình; kế hoạch tổng hợp; kế toán; kết cấu; kết nối; khảo cổ; khảo cổ học; khảo thí; khai thác; khai thác công trình thủy lợi; khám bệnh; khám chữa bệnh; khí tượng; khí tượng thủy văn; khoa học; khoa học kỹ thuật; khoa học công nghệ; khoa học xã hội; khoa học tự nhiên; khoa học và công nghệ; khoa giáo; khoáng sản; khu chế xuất; khu công nghiệp; khu kinh tế; khu vực; khuyến công; khuyến nông; khuyến ngư; khuyến lâm; khuyến học; khử trùng; kiểm định; kiểm định chất lượng; kiểm dịch; kiểm dịch động vật; kiểm dịch thực vật; kiểm dịch y tế quốc tế; kiểm lâm; kiểm ngư; kiểm nghiệm; kiểm nghiệm thuốc; kiểm sát; kiểm soát; kiểm soát bệnh tật; kiểm soát thủ tục hành chính; kiểm toán; kiểm tra; kiểm tra chất lượng; kiến thiết; kiến trúc; kiến trúc quy hoạch; kinh doanh; kinh doanh nhà; kinh tế; kinh tế đối ngoại; kinh tế hợp tác; kinh tế kỹ thuật; kinh tế quốc dân; kinh tế tổng hợp; kinh tế - kỹ thuật; kinh tế - tài chính; kinh tế hạ tầng; kim khí; kim loại; kịch nói; ký sinh trùng; kỹ nghệ; kỹ thuật; kỹ thuật công nghiệp; kỹ thuật số; kỹ thuật quân sự; kỹ thuật hình sự; kỹ thuật tổng hợp; kỹ thuật tài nguyên; kỹ sư; kim hoàn; khách sạn
lâm nghiệp; lâm sản; lâm sinh; lâm trường; lao động; lao động tiền lương; lao phổi; lao và bệnh phổi; lắp đặt; lắp máy; liên bộ; liên cơ quan; liên doanh; liên hợp; lịch sử; lịch sử đảng; linh kiện; lữ hành; luật gia; luật học; luật sư; lưu trữ; lưu trữ lịch sử; lưu trữ quốc gia; lương thực; lương thực thực phẩm; lý luận; lý luận chính trị; lý luận phê bình; lực lượng vũ trang; làm vườn
mắt kính; mầm non; mẫu giáo; máy tính; may mặc; may xuất khẩu; miền núi; miền nam; miền bắc; miền trung; mỏ địa chất; môi trường; môi trường đô thị; mỹ thuật; mỹ thuật công nghiệp; mỹ phẩm; mía đường; một cửa; một thành viên
nạn nhân; nạn nhân chất độc da cam; năng lượng; năng lượng nguyên tử; nội chính; nội tiết; nội trú; nội vụ; nội dung số; ngân hàng; ngân sách; ngân sách nhà nước; ngân khố; nghệ nhân; nghệ thuật; nghệ thuật biểu diễn; nghề nghiệp; nghiên cứu; nghiên cứu khoa học; nghiệp vụ; ngoại giao; ngoại khoa; ngoại ngữ; ngoại thương; ngoại vụ; ngôn ngữ; ngôn ngữ học; ngữ văn; người cao tuổi; người khuyết tật; người lao động; người mù; người tiêu dùng; nhà báo; nhà đất; nhà nước; nhà ở; nhà văn; nhà giáo; nhạc sĩ; nhân dân; nhân học; nhân lực; nhân quyền; nhân sự; nhân văn; nhi đồng; nhi khoa; nhiệt điện; nhiệt đới; nhiếp ảnh; nông dân; nông hóa; nông lâm; nông lâm nghiệp; nông nghiệp; nông nghiệp công nghệ cao; nông sản; nông sản thực phẩm; nông thôn; nông thôn mới; nông trường; nước mắm; nước ngoài; nước sạch; nước sạch và vệ sinh môi trường nông thôn; nữ công; nguồn nhân lực; nghĩa trang; nhiên liệu; nước khoáng; nhũ nhi; nghệ thuật dân tộc
pháp chế; pháp luật; pháp lý; pháp y; phân bón; phân tích; phần mềm; phát hành; phát hành sách; phát thanh; phát thanh truyền hình; phát thanh - truyền hình; phát thanh và truyền hình; phát triển; phát triển bền vững; phát triển công nghiệp; phát triển cụm công nghiệp; phát triển doanh nghiệp; phát triển đô thị; phát triển hạ tầng; phát triển nhà; phát triển nông thôn; phát triển quỹ đất; phát triển rừng; phong thấp; phòng bệnh; phòng cháy; phòng cháy chữa cháy; phòng cháy, chữa cháy; phòng chống ma túy; phòng chống tệ nạn xã hội; phòng chống thiên tai; phòng chống tham nhũng; phòng chống lụt bão; phòng chống HIV/AIDS; phòng, chống tham nhũng; phòng, chống thiên tai; phòng hộ; phổ biến giáo dục pháp luật; phổ thông; phục hồi chức năng; phục vụ; phục vụ hành chính công; phục vụ đối ngoại; phụ nữ; phụ sản; phúc lợi; phẫu thuật; phật giáo; phân viện
quan hệ lao động; quan hệ quốc tế; quan trắc; quan trắc môi trường; quản lý; quản lý bay; quản lý bảo trì đường bộ; quản lý chất lượng; quản lý chợ; quản lý cửa khẩu; quản lý dự án; quản lý đất đai; quản lý đào tạo; quản lý đô thị; quản lý đường bộ; quản lý giá; quản lý giáo dục; quản lý khai thác; quản lý lao động ngoài nước; quản lý môi trường; quản lý nhà; quản lý nhà nước; quản lý rừng; quản lý rừng phòng hộ; quản lý thị trường; quản lý thuế; quản lý tài nguyên; quản lý vốn nhà nước; quản lý xây dựng; quản lý xây dựng công trình; quản trị; quản trị kinh doanh; quản trị mạng; quân nhân; quân sự; quân y; quần chúng; quốc doanh; quốc gia; quốc hội; quốc học; quốc phòng; quốc phòng và an ninh; quốc tế; quy hoạch; quy hoạch đô thị; quy hoạch kiến trúc; quy hoạch xây dựng; quỹ đất; quảng cáo; quân khí
răng hàm mặt; rau quả; rượu bia; sáng tác; sản khoa; sản nhi; sản xuất; sản xuất công nghiệp; sản xuất thương mại; sản xuất vật liệu; sân bay; sân khấu; sân khấu điện ảnh; sinh học; sinh hóa; sinh thái; sinh viên; sinh vật; sinh vật cảnh; số hóa; sốt rét; sốt rét - ký sinh trùng; sở hữu trí tuệ; sư phạm; sư phạm kỹ thuật; sử học; sức khỏe; sức khỏe sinh sản; sức khỏe lao động; sức khỏe tâm thần; sự nghiệp; sự nghiệp công lập; suối khoáng; sĩ quan; sắt thép; sách giáo khoa; sách và thiết bị trường học
tài chính; tài chính công; tài chính doanh nghiệp; tài chính hành chính sự nghiệp; tài chính kế toán; tài chính ngân hàng; tài chính - kế hoạch; tài chính - kế toán; tài nguyên; tài nguyên nước; tài nguyên môi trường; tài sản; tái định cư; tâm lý; tâm thần; tạp kỹ; tần số; tần số vô tuyến điện; tai mũi họng; tập huấn; than khoáng sản; thanh niên; thanh niên xung phong; thanh thiếu niên; thanh thiếu nhi; thanh tra; thám hiểm; thẩm định; thẩm định giá; thẩm mỹ; thẩm phán; thể chất; thể dục; thể dục thể thao; thể thao; thể thao thành tích cao; thép hình; thi công; thi công cơ giới; thi đua; thi hành án; thi hành án dân sự; thi hành án hình sự; thị trường; thí nghiệm; thí nghiệm điện; thiên tai; thiên văn; thiết bị; thiết bị giáo dục; thiết bị trường học; thiết bị y tế; thiết kế; thiết kế xây dựng; thiếu nhi; thiếu niên; thoát nước; thông tấn; thông tin; thông tin cơ sở; thông tin di động; thông tin đối ngoại; thông tin khoa học; thông tin điện tử; thông tin và truyền thông; thông tin - triển lãm; thông tin xúc tiến du lịch; thống kê; thổ nhưỡng; thời sự; thủ công; thủ công mỹ nghệ; thủ công nghiệp; thủ đô; thủ tục hành chính; thú y; thuế; thuế vụ; thuốc lá; thuộc da; thủy điện; thủy lợi; thủy lực; thủy nông; thủy sản; thủy văn; thư viện; thương binh; thương mại; thương mại cổ phần; thương mại dịch vụ; thương mại điện tử; thương mại quốc tế; thương nghiệp; thương phẩm; thực nghiệm; thực phẩm; thực vật; tiếp công dân; tiếp dân; tiếp nhận và trả kết quả; tiểu học; tiểu thủ công nghiệp; tiền lương; tiền phong; tiêu chuẩn; tiêu dùng; tiếng anh; tiếng nói; tin học; tin học ngoại ngữ; tín dụng; tín dụng nhân dân; tín ngưỡng; tinh thần; toàn cầu; toán học; toán tin; tôn giáo; tội phạm; tổ chức; tổ chức cán bộ; tổ chức hành chính; tổ chức - hành chính; tổng hợp; trách nhiệm; trách nhiệm hữu hạn; trách nhiệm hữu hạn một thành viên; trang trí; trang trí nội thất; trẻ em; trẻ mồ côi; trắc địa; trị liệu; tri thức; triển lãm; triết học; trợ giúp; trợ giúp pháp lý; trợ giúp pháp lý nhà nước; trồng trọt; trồng trọt và bảo vệ thực vật; trung cấp; trung học; trung học chuyên nghiệp; trung học cơ sở; trung học phổ thông; trung tâm; trung ương; truyền hình; truyền máu; truyền nhiễm; truyền thanh; truyền thanh truyền hình; truyền thanh - truyền hình; truyền thông; truyền thông và giáo dục sức khỏe; truyền thống; truyền tải; truyền tải điện; truyền thông đại chúng; trường học; tuần tra; tuổi trẻ; tuyên giáo; tuyên huấn; tuyên truyền; tuyển dụng; tư liệu; tư nhân; tư pháp; tư thục; tư tưởng; tư vấn; tư vấn đầu tư; tư vấn giám sát; tư vấn thiết kế; tư vấn thiết kế xây dựng; tư vấn xây dựng; từ điển; từ điển học; từ thiện; tự động; tự động hóa; tự nhiên; tưới tiêu; tiêu chuẩn đo lường chất lượng; tim mạch; tiết kiệm; tình thương
ung bướu; ứng dụng; ứng dụng công nghệ thông tin; ứng phó; ưu đãi; ủy thác; vàng bạc; vàng bạc đá quý; văn bản; văn bản quy phạm pháp luật; văn hiến; văn hóa; văn hóa cơ sở; văn hóa dân tộc; văn hóa nghệ thuật; văn hóa quần chúng; văn hóa thể thao; văn hóa thông tin; văn hóa truyền thống; văn hóa xã hội; văn hóa - thông tin; văn hóa - thể thao; văn hóa, thể thao; văn học; văn học nghệ thuật; văn học - nghệ thuật; văn nghệ; văn phòng; văn phòng phẩm; văn thư; văn thư - lưu trữ; văn thư và lưu trữ; văn xã; vận chuyển; vận tải; vận tải biển; vận tải ô tô; vật giá; vật liệu; vật liệu xây dựng; vật lý; vật lý địa cầu; vật lý trị liệu; vật tư; vật tư nông nghiệp; vật tư y tế; vệ sinh; vệ sinh an toàn thực phẩm; vệ sinh dịch tễ; vệ sinh môi trường; vệ sinh phòng bệnh; vệ tinh; vệ binh; vi sinh; vi trùng; vi mạch; việc làm; viễn thám; viễn thông; viễn thông quân đội; viên chức; vô tuyến điện; võ thuật; vũ trang; vũ trụ; vườn quốc gia; vườn thú
xã hội; xã hội học; xã hội chủ nghĩa; xã hội và nhân văn; xăng dầu; xăng dầu quân đội; xây dựng; xây dựng công nghiệp; xây dựng công trình; xây dựng dân dụng; xây dựng đảng; xây dựng giao thông; xây dựng nông nghiệp; xây dựng thương mại; xây dựng thủy lợi; xây dựng và phát triển; xây lắp; xe buýt; xe khách; xi măng; xổ số; xổ số kiến thiết; xử lý; xử lý chất thải; xử lý nước thải; xuất bản; xuất nhập cảnh; xuất nhập khẩu; xuất khẩu; xuất khẩu lao động; xúc tiến; xúc tiến du lịch; xúc tiến đầu tư; xúc tiến thương mại; xạ hiếm; xử phạt
y dược; y dược học; y dược học cổ truyền; y học; y học cổ truyền; y học dự phòng; y học hạt nhân; y khoa; y tế; y tế công cộng; y tế dự phòng; y tá; yêu nước; giao thông đường bộ; liên hiệp; chính sách dân tộc; chống tham nhũng
`

// goOn are the compounds that may go on a name in small letters after another
// compound: "Thể dục thể thao", "Lý luận chính trị". Verbs are not among them.
const goOn = `bách khoa; cao cấp; chất lượng; chính trị; chính trị nội bộ; chuyên nghiệp; công cộng; công lập; công nghệ; công nghiệp; công thương; cổ phần; cổ truyền; dân dụng; dân tộc; dân sự; dự phòng; đa khoa; đo lường; đô thị; đường bộ; đường sắt; gia đình; giao thông; hạ tầng; hàng không; hành chính; hữu hạn; khoáng sản; khu vực; kỹ thuật; lao động; lịch sử; môi trường; một thành viên; nghệ thuật; nghề nghiệp; ngoại ngữ; nhà nước; nhà ở; nhân dân; nhân lực; nội địa; nội trú; nông lâm sản; nông nghiệp; nông thôn; nông thôn mới; pháp luật; phổ thông; quân sự; quốc gia; quốc tế; sinh sản; sinh thái; tài chính; tâm thần; thể thao; thị trường; thiếu nhi; thông tin; thủy lợi; thủy sản; thường xuyên; thực phẩm; tiểu học; trẻ em; trí tuệ; trung ương; truyền hình; truyền thông; trường học; tư tưởng; văn nghệ; vật liệu; việc làm; vô tuyến điện; vũ trang; xã hội; xi măng; y tế; điện tử; điện lực; khu công nghiệp; rừng phòng hộ; trách nhiệm hữu hạn; đầu tư xây dựng; công trình; giao thông vận tải; dân quân; sức khỏe; từ điển; biên soạn; nghiên cứu; kinh tế; nước ngoài; bền vững; điện; nước; doanh nghiệp; cựu chiến binh; phụ nữ; thanh niên; viên chức; học sinh; sinh viên; nông dân`
