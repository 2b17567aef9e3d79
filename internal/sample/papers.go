package sample

import "tulieu"

// A paper is a directive as articles cite it.
type paper struct {
	word    string // "Chỉ thị", "Nghị quyết"
	number  string // "05-CT/TW"
	issued  tulieu.Date
	by      string // "của Bộ Chính trị"
	subject string // goes on after "về"
	session string // "Nghị quyết Trung ương 4 (khóa XI)" where that is how people call it
}

// papers are real ones, by their slug: number, day and issuer are facts, and
// so is the subject, shortened as newspapers do.
var papers = map[string]*paper{
	"35-ct-tw-1998":  {word: "Chỉ thị", number: "35-CT/TW", issued: tulieu.Day(1998, 6, 3), by: "của Bộ Chính trị", subject: "đổi mới và tăng cường công tác thi đua, khen thưởng trong giai đoạn mới"},
	"30-ct-tw-1998":  {word: "Chỉ thị", number: "30-CT/TW", issued: tulieu.Day(1998, 2, 18), by: "của Bộ Chính trị", subject: "xây dựng và thực hiện quy chế dân chủ ở cơ sở"},
	"39-ct-tw-2004":  {word: "Chỉ thị", number: "39-CT/TW", issued: tulieu.Day(2004, 5, 21), by: "của Ban Bí thư", subject: "tiếp tục đổi mới, đẩy mạnh phong trào thi đua yêu nước"},
	"06-ct-tw-2006":  {word: "Chỉ thị", number: "06-CT/TW", issued: tulieu.Day(2006, 11, 7), by: "của Bộ Chính trị", subject: `tổ chức Cuộc vận động "Học tập và làm theo tấm gương đạo đức Hồ Chí Minh"`},
	"10-ct-tw-2007":  {word: "Chỉ thị", number: "10-CT/TW", issued: tulieu.Day(2007, 3, 30), by: "của Ban Bí thư", subject: "nâng cao chất lượng sinh hoạt chi bộ"},
	"11-nq-tw-2007":  {word: "Nghị quyết", number: "11-NQ/TW", issued: tulieu.Day(2007, 4, 27), by: "của Bộ Chính trị", subject: "công tác phụ nữ thời kỳ đẩy mạnh công nghiệp hóa, hiện đại hóa đất nước"},
	"12-ct-tw-2007":  {word: "Chỉ thị", number: "12-CT/TW", issued: tulieu.Day(2007, 5, 3), by: "của Bộ Chính trị", subject: "tăng cường sự lãnh đạo của Đảng đối với công tác giáo dục quốc phòng, an ninh"},
	"20-nq-tw-2008":  {word: "Nghị quyết", number: "20-NQ/TW", issued: tulieu.Day(2008, 1, 28), by: "của Ban Chấp hành Trung ương", subject: "tiếp tục xây dựng giai cấp công nhân Việt Nam", session: "Nghị quyết Trung ương 6 (khóa X)"},
	"22-ct-tw-2008":  {word: "Chỉ thị", number: "22-CT/TW", issued: tulieu.Day(2008, 6, 5), by: "của Ban Bí thư", subject: "xây dựng quan hệ lao động hài hòa, ổn định và tiến bộ trong doanh nghiệp"},
	"25-nq-tw-2008":  {word: "Nghị quyết", number: "25-NQ/TW", issued: tulieu.Day(2008, 7, 25), by: "của Ban Chấp hành Trung ương", subject: "tăng cường sự lãnh đạo của Đảng đối với công tác thanh niên", session: "Nghị quyết Trung ương 7 (khóa X)"},
	"26-nq-tw-2008":  {word: "Nghị quyết", number: "26-NQ/TW", issued: tulieu.Day(2008, 8, 5), by: "của Ban Chấp hành Trung ương", subject: "nông nghiệp, nông dân, nông thôn", session: "Nghị quyết Trung ương 7 (khóa X)"},
	"48-ct-tw-2010":  {word: "Chỉ thị", number: "48-CT/TW", issued: tulieu.Day(2010, 10, 22), by: "của Bộ Chính trị", subject: "tăng cường sự lãnh đạo của Đảng đối với công tác phòng, chống tội phạm"},
	"03-ct-tw-2011":  {word: "Chỉ thị", number: "03-CT/TW", issued: tulieu.Day(2011, 5, 14), by: "của Bộ Chính trị", subject: "tiếp tục đẩy mạnh việc học tập và làm theo tấm gương đạo đức Hồ Chí Minh"},
	"47-qd-tw-2011":  {word: "Quy định", number: "47-QĐ/TW", issued: tulieu.Day(2011, 11, 1), by: "của Ban Chấp hành Trung ương", subject: "những điều đảng viên không được làm"},
	"12-nq-tw-2012":  {word: "Nghị quyết", number: "12-NQ/TW", issued: tulieu.Day(2012, 1, 16), by: "của Ban Chấp hành Trung ương", subject: "một số vấn đề cấp bách về xây dựng Đảng hiện nay", session: "Nghị quyết Trung ương 4 (khóa XI)"},
	"101-qd-tw-2012": {word: "Quy định", number: "101-QĐ/TW", issued: tulieu.Day(2012, 6, 7), by: "của Ban Bí thư", subject: "trách nhiệm nêu gương của cán bộ, đảng viên"},
	"18-ct-tw-2012":  {word: "Chỉ thị", number: "18-CT/TW", issued: tulieu.Day(2012, 9, 4), by: "của Ban Bí thư", subject: "tăng cường sự lãnh đạo của Đảng đối với công tác bảo đảm trật tự, an toàn giao thông"},
	"20-ct-tw-2012":  {word: "Chỉ thị", number: "20-CT/TW", issued: tulieu.Day(2012, 11, 5), by: "của Bộ Chính trị", subject: "tăng cường sự lãnh đạo của Đảng đối với công tác chăm sóc, giáo dục và bảo vệ trẻ em"},
	"21-ct-tw-2012":  {word: "Chỉ thị", number: "21-CT/TW", issued: tulieu.Day(2012, 12, 21), by: "của Ban Bí thư", subject: "đẩy mạnh thực hành tiết kiệm, chống lãng phí"},
	"22-nq-tw-2013":  {word: "Nghị quyết", number: "22-NQ/TW", issued: tulieu.Day(2013, 4, 10), by: "của Bộ Chính trị", subject: "hội nhập quốc tế"},
	"24-nq-tw-2013":  {word: "Nghị quyết", number: "24-NQ/TW", issued: tulieu.Day(2013, 6, 3), by: "của Ban Chấp hành Trung ương", subject: "chủ động ứng phó với biến đổi khí hậu, tăng cường quản lý tài nguyên và bảo vệ môi trường", session: "Nghị quyết Trung ương 7 (khóa XI)"},
	"25-nq-tw-2013":  {word: "Nghị quyết", number: "25-NQ/TW", issued: tulieu.Day(2013, 6, 3), by: "của Ban Chấp hành Trung ương", subject: "tăng cường và đổi mới sự lãnh đạo của Đảng đối với công tác dân vận", session: "Nghị quyết Trung ương 7 (khóa XI)"},
	"29-nq-tw-2013":  {word: "Nghị quyết", number: "29-NQ/TW", issued: tulieu.Day(2013, 11, 4), by: "của Ban Chấp hành Trung ương", subject: "đổi mới căn bản, toàn diện giáo dục và đào tạo", session: "Nghị quyết Trung ương 8 (khóa XI)"},
	"217-qd-tw-2013": {word: "Quyết định", number: "217-QĐ/TW", issued: tulieu.Day(2013, 12, 12), by: "của Bộ Chính trị", subject: "Quy chế giám sát và phản biện xã hội của Mặt trận Tổ quốc và các đoàn thể chính trị - xã hội"},
	"218-qd-tw-2013": {word: "Quyết định", number: "218-QĐ/TW", issued: tulieu.Day(2013, 12, 12), by: "của Bộ Chính trị", subject: "việc Mặt trận Tổ quốc, các đoàn thể và nhân dân tham gia góp ý xây dựng Đảng, xây dựng chính quyền"},
	"34-ct-tw-2014":  {word: "Chỉ thị", number: "34-CT/TW", issued: tulieu.Day(2014, 4, 7), by: "của Bộ Chính trị", subject: "tiếp tục đổi mới công tác thi đua, khen thưởng"},
	"35-ct-tw-2014":  {word: "Chỉ thị", number: "35-CT/TW", issued: tulieu.Day(2014, 5, 26), by: "của Bộ Chính trị", subject: "tăng cường sự lãnh đạo của Đảng đối với công tác tiếp công dân và giải quyết khiếu nại, tố cáo"},
	"36-ct-tw-2014":  {word: "Chỉ thị", number: "36-CT/TW", issued: tulieu.Day(2014, 5, 30), by: "của Bộ Chính trị", subject: "đại hội đảng bộ các cấp tiến tới Đại hội đại biểu toàn quốc lần thứ XII của Đảng"},
	"33-nq-tw-2014":  {word: "Nghị quyết", number: "33-NQ/TW", issued: tulieu.Day(2014, 6, 9), by: "của Ban Chấp hành Trung ương", subject: "xây dựng và phát triển văn hóa, con người Việt Nam", session: "Nghị quyết Trung ương 9 (khóa XI)"},
	"36-nq-tw-2014":  {word: "Nghị quyết", number: "36-NQ/TW", issued: tulieu.Day(2014, 7, 1), by: "của Bộ Chính trị", subject: "đẩy mạnh ứng dụng, phát triển công nghệ thông tin"},
	"40-ct-tw-2014":  {word: "Chỉ thị", number: "40-CT/TW", issued: tulieu.Day(2014, 11, 22), by: "của Ban Bí thư", subject: "tăng cường sự lãnh đạo của Đảng đối với tín dụng chính sách xã hội"},
	"42-ct-tw-2015":  {word: "Chỉ thị", number: "42-CT/TW", issued: tulieu.Day(2015, 3, 24), by: "của Ban Bí thư", subject: "giáo dục lý tưởng cách mạng, đạo đức, lối sống văn hóa cho thế hệ trẻ giai đoạn 2015 - 2030"},
	"39-nq-tw-2015":  {word: "Nghị quyết", number: "39-NQ/TW", issued: tulieu.Day(2015, 4, 17), by: "của Bộ Chính trị", subject: "tinh giản biên chế và cơ cấu lại đội ngũ cán bộ, công chức, viên chức"},
	"05-ct-tw-2016":  {word: "Chỉ thị", number: "05-CT/TW", issued: tulieu.Day(2016, 5, 15), by: "của Bộ Chính trị", subject: "đẩy mạnh học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh"},
	"04-nq-tw-2016":  {word: "Nghị quyết", number: "04-NQ/TW", issued: tulieu.Day(2016, 10, 30), by: "của Ban Chấp hành Trung ương", subject: `tăng cường xây dựng, chỉnh đốn Đảng; ngăn chặn, đẩy lùi sự suy thoái, những biểu hiện "tự diễn biến", "tự chuyển hóa" trong nội bộ`, session: "Nghị quyết Trung ương 4 (khóa XII)"},
	"13-ct-tw-2017":  {word: "Chỉ thị", number: "13-CT/TW", issued: tulieu.Day(2017, 1, 12), by: "của Ban Bí thư", subject: "tăng cường sự lãnh đạo của Đảng đối với công tác quản lý, bảo vệ và phát triển rừng"},
	"10-nq-tw-2017":  {word: "Nghị quyết", number: "10-NQ/TW", issued: tulieu.Day(2017, 6, 3), by: "của Ban Chấp hành Trung ương", subject: "phát triển kinh tế tư nhân", session: "Nghị quyết Trung ương 5 (khóa XII)"},
	"18-nq-tw-2017":  {word: "Nghị quyết", number: "18-NQ/TW", issued: tulieu.Day(2017, 10, 25), by: "của Ban Chấp hành Trung ương", subject: "đổi mới, sắp xếp tổ chức bộ máy của hệ thống chính trị tinh gọn, hoạt động hiệu lực, hiệu quả", session: "Nghị quyết Trung ương 6 (khóa XII)"},
	"20-nq-tw-2017":  {word: "Nghị quyết", number: "20-NQ/TW", issued: tulieu.Day(2017, 10, 25), by: "của Ban Chấp hành Trung ương", subject: "tăng cường công tác bảo vệ, chăm sóc và nâng cao sức khỏe nhân dân"},
	"21-nq-tw-2017":  {word: "Nghị quyết", number: "21-NQ/TW", issued: tulieu.Day(2017, 10, 25), by: "của Ban Chấp hành Trung ương", subject: "công tác dân số trong tình hình mới"},
	"102-qd-tw-2017": {word: "Quy định", number: "102-QĐ/TW", issued: tulieu.Day(2017, 11, 15), by: "của Bộ Chính trị", subject: "xử lý kỷ luật đảng viên vi phạm"},
	"26-nq-tw-2018":  {word: "Nghị quyết", number: "26-NQ/TW", issued: tulieu.Day(2018, 5, 19), by: "của Ban Chấp hành Trung ương", subject: "tập trung xây dựng đội ngũ cán bộ các cấp, nhất là cấp chiến lược", session: "Nghị quyết Trung ương 7 (khóa XII)"},
	"35-nq-tw-2018":  {word: "Nghị quyết", number: "35-NQ/TW", issued: tulieu.Day(2018, 10, 22), by: "của Bộ Chính trị", subject: "tăng cường bảo vệ nền tảng tư tưởng của Đảng"},
	"37-nq-tw-2018":  {word: "Nghị quyết", number: "37-NQ/TW", issued: tulieu.Day(2018, 12, 24), by: "của Bộ Chính trị", subject: "sắp xếp các đơn vị hành chính cấp huyện và cấp xã"},
	"36-2018-qh14":   {word: "Luật", number: "36/2018/QH14", issued: tulieu.Day(2018, 11, 20), by: "của Quốc hội", subject: "phòng, chống tham nhũng"},
	"35-ct-tw-2019":  {word: "Chỉ thị", number: "35-CT/TW", issued: tulieu.Day(2019, 5, 30), by: "của Bộ Chính trị", subject: "đại hội đảng bộ các cấp tiến tới Đại hội đại biểu toàn quốc lần thứ XIII của Đảng"},
	"36-ct-tw-2019":  {word: "Chỉ thị", number: "36-CT/TW", issued: tulieu.Day(2019, 8, 16), by: "của Bộ Chính trị", subject: "tăng cường, nâng cao hiệu lực, hiệu quả công tác phòng, chống và kiểm soát ma túy"},
	"37-ct-tw-2019":  {word: "Chỉ thị", number: "37-CT/TW", issued: tulieu.Day(2019, 9, 3), by: "của Ban Bí thư", subject: "xây dựng quan hệ lao động hài hòa, ổn định và tiến bộ trong tình hình mới"},
	"52-nq-tw-2019":  {word: "Nghị quyết", number: "52-NQ/TW", issued: tulieu.Day(2019, 9, 27), by: "của Bộ Chính trị", subject: "một số chủ trương, chính sách chủ động tham gia cuộc Cách mạng công nghiệp lần thứ tư"},
	"30-2020-nd-cp":  {word: "Nghị định", number: "30/2020/NĐ-CP", issued: tulieu.Day(2020, 3, 5), by: "của Chính phủ", subject: "công tác văn thư"},
	"42-ct-tw-2020":  {word: "Chỉ thị", number: "42-CT/TW", issued: tulieu.Day(2020, 3, 24), by: "của Ban Bí thư", subject: "tăng cường sự lãnh đạo của Đảng đối với công tác phòng ngừa, ứng phó, khắc phục hậu quả thiên tai"},
	"16-ct-ttg-2020": {word: "Chỉ thị", number: "16/CT-TTg", issued: tulieu.Day(2020, 3, 31), by: "của Thủ tướng Chính phủ", subject: "thực hiện các biện pháp cấp bách phòng, chống dịch COVID-19"},
	"01-kl-tw-2021":  {word: "Kết luận", number: "01-KL/TW", issued: tulieu.Day(2021, 5, 18), by: "của Bộ Chính trị", subject: "tiếp tục thực hiện Chỉ thị số 05-CT/TW về đẩy mạnh học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh"},
	"21-nq-tw-2022":  {word: "Nghị quyết", number: "21-NQ/TW", issued: tulieu.Day(2022, 6, 16), by: "của Ban Chấp hành Trung ương", subject: "tăng cường củng cố, xây dựng tổ chức cơ sở đảng và nâng cao chất lượng đội ngũ đảng viên"},
	"19-nq-tw-2022":  {word: "Nghị quyết", number: "19-NQ/TW", issued: tulieu.Day(2022, 6, 16), by: "của Ban Chấp hành Trung ương", subject: "nông nghiệp, nông dân, nông thôn đến năm 2030, tầm nhìn đến năm 2045", session: "Nghị quyết Trung ương 5 (khóa XIII)"},
	"69-qd-tw-2022":  {word: "Quy định", number: "69-QĐ/TW", issued: tulieu.Day(2022, 7, 6), by: "của Bộ Chính trị", subject: "kỷ luật tổ chức đảng, đảng viên vi phạm"},
	"10-2022-qh15":   {word: "Luật", number: "10/2022/QH15", issued: tulieu.Day(2022, 11, 10), by: "của Quốc hội", subject: "thực hiện dân chủ ở cơ sở"},
	"27-ct-tw-2023":  {word: "Chỉ thị", number: "27-CT/TW", issued: tulieu.Day(2023, 12, 25), by: "của Bộ Chính trị", subject: "tăng cường sự lãnh đạo của Đảng đối với công tác thực hành tiết kiệm, chống lãng phí"},
	"42-nq-tw-2023":  {word: "Nghị quyết", number: "42-NQ/TW", issued: tulieu.Day(2023, 11, 24), by: "của Ban Chấp hành Trung ương", subject: "tiếp tục đổi mới, nâng cao chất lượng chính sách xã hội", session: "Nghị quyết Trung ương 8 (khóa XIII)"},
	"98-2023-nd-cp":  {word: "Nghị định", number: "98/2023/NĐ-CP", issued: tulieu.Day(2023, 12, 31), by: "của Chính phủ", subject: "thi hành một số điều của Luật Thi đua, khen thưởng"},
	"144-qd-tw-2024": {word: "Quy định", number: "144-QĐ/TW", issued: tulieu.Day(2024, 5, 9), by: "của Bộ Chính trị", subject: "chuẩn mực đạo đức cách mạng của cán bộ, đảng viên giai đoạn mới"},
	"35-ct-tw-2024":  {word: "Chỉ thị", number: "35-CT/TW", issued: tulieu.Day(2024, 6, 14), by: "của Bộ Chính trị", subject: "đại hội đảng bộ các cấp tiến tới Đại hội đại biểu toàn quốc lần thứ XIV của Đảng"},
	"39-ct-tw-2024":  {word: "Chỉ thị", number: "39-CT/TW", issued: tulieu.Day(2024, 10, 30), by: "của Ban Bí thư", subject: "nâng cao hiệu quả của tín dụng chính sách xã hội trong giai đoạn mới"},
	"57-nq-tw-2024":  {word: "Nghị quyết", number: "57-NQ/TW", issued: tulieu.Day(2024, 12, 22), by: "của Bộ Chính trị", subject: "đột phá phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số quốc gia"},
	"41-ct-tw-2024":  {word: "Chỉ thị", number: "41-CT/TW", issued: tulieu.Day(2024, 12, 26), by: "của Bộ Chính trị", subject: "tăng cường sự lãnh đạo của Đảng đối với công tác thi đua, khen thưởng trong tình hình mới"},
	"59-nq-tw-2025":  {word: "Nghị quyết", number: "59-NQ/TW", issued: tulieu.Day(2025, 1, 24), by: "của Bộ Chính trị", subject: "hội nhập quốc tế trong tình hình mới"},
	"45-ct-tw-2025":  {word: "Chỉ thị", number: "45-CT/TW", issued: tulieu.Day(2025, 4, 14), by: "của Bộ Chính trị", subject: "đại hội đảng bộ các cấp tiến tới Đại hội đại biểu toàn quốc lần thứ XIV của Đảng"},
	"66-nq-tw-2025":  {word: "Nghị quyết", number: "66-NQ/TW", issued: tulieu.Day(2025, 4, 30), by: "của Bộ Chính trị", subject: "đổi mới công tác xây dựng và thi hành pháp luật"},
	"68-nq-tw-2025":  {word: "Nghị quyết", number: "68-NQ/TW", issued: tulieu.Day(2025, 5, 4), by: "của Bộ Chính trị", subject: "phát triển kinh tế tư nhân"},
	"202-2025-qh15":  {word: "Nghị quyết", number: "202/2025/QH15", issued: tulieu.Day(2025, 6, 12), by: "của Quốc hội", subject: "việc sắp xếp đơn vị hành chính cấp tỉnh"},
	"50-ct-tw-2025":  {word: "Chỉ thị", number: "50-CT/TW", issued: tulieu.Day(2025, 7, 23), by: "của Ban Bí thư", subject: "tiếp tục đổi mới và nâng cao chất lượng sinh hoạt chi bộ trong giai đoạn mới"},
	"71-nq-tw-2025":  {word: "Nghị quyết", number: "71-NQ/TW", issued: tulieu.Day(2025, 8, 22), by: "của Bộ Chính trị", subject: "đột phá phát triển giáo dục và đào tạo"},
	"72-nq-tw-2025":  {word: "Nghị quyết", number: "72-NQ/TW", issued: tulieu.Day(2025, 9, 9), by: "của Bộ Chính trị", subject: "một số giải pháp đột phá, tăng cường bảo vệ, chăm sóc và nâng cao sức khỏe nhân dân"},
}
