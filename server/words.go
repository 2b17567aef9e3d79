package server

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"tulieu"
)

// A language is what a page speaks. Pages speak Vietnamese unless asked;
// what was published stays as published.
type language string

const (
	vietnamese language = "vi"
	english    language = "en"
)

// A phrase is what pages say, in every language.
type phrase struct{ vi, en string }

func (p phrase) in(l language) string {
	if l == english {
		return p.en
	}
	return p.vi
}

// words are all that pages say, by key.
var words = map[string]phrase{
	"name":    {"Tư liệu", "Tư liệu"},
	"tagline": {"Kho tin bài của Đảng, đoàn thể và chính quyền địa phương", "An archive of Vietnamese party, union and local-government news"},
	"skip":    {"Tới nội dung chính", "Skip to main content"},

	"nav":            {"Điều hướng", "Navigation"},
	"nav.search":     {"Tìm kiếm", "Search"},
	"nav.directives": {"Văn bản", "Directives"},
	"nav.units":      {"Đơn vị", "Units"},
	"nav.about":      {"Giới thiệu", "About"},
	"nav.language":   {"English", "Tiếng Việt"},

	"q":               {"Từ khóa", "Words"},
	"q.hint":          {"Ví dụ: thi đua khen thưởng, “Chỉ thị 03-CT/TW”", "For example: thi đua khen thưởng, “Chỉ thị 03-CT/TW”"},
	"submit":          {"Tìm", "Search"},
	"from":            {"Từ ngày", "From"},
	"to":              {"Đến ngày", "To"},
	"date.hint":       {"năm, năm-tháng hoặc năm-tháng-ngày", "a year, year-month or year-month-day"},
	"apply":           {"Áp dụng", "Apply"},
	"dates":           {"Ngày đăng", "Published"},
	"results":         {"Kết quả", "Results"},
	"results.none":    {"Không tìm thấy bài viết nào.", "No article found."},
	"results.advice":  {"Thử bớt từ khóa, bỏ bớt điều kiện lọc, hoặc nới khoảng thời gian.", "Try fewer words, fewer filters, or a wider range of dates."},
	"results.one":     {"bài viết", "article"},
	"results.many":    {"bài viết", "articles"},
	"searched":        {"Kết quả cho", "Results for"},
	"meant":           {"Có phải bạn muốn tìm", "Did you mean"},
	"match.any":       {"Không bài nào chứa đủ các từ; đây là những bài chứa một phần.", "No article holds all the words; these hold some of them."},
	"filters":         {"Đang lọc theo", "Filtered by"},
	"filters.remove":  {"Bỏ", "Remove"},
	"filters.clear":   {"Bỏ tất cả", "Clear all"},
	"filters.not":     {"trừ", "not"},
	"filters.panel":   {"Lọc kết quả", "Narrow the results"},
	"filters.jump":    {"Lọc kết quả", "Filters"},
	"facts":           {"Thông tin", "Facts"},
	"more":            {"Thêm…", "More…"},
	"exclude":         {"Loại trừ", "Exclude"},
	"sort":            {"Sắp xếp", "Sort"},
	"sort.score":      {"Liên quan nhất", "Most relevant"},
	"sort.newest":     {"Mới nhất", "Newest"},
	"sort.oldest":     {"Cũ nhất", "Oldest"},
	"pager":           {"Các trang kết quả", "Pages of results"},
	"next":            {"Trang sau", "Next page"},
	"first":           {"Về trang đầu", "First page"},
	"histogram":       {"Số bài viết theo năm", "Articles by year"},
	"undated":         {"không rõ ngày", "undated"},
	"undated.article": {"Không rõ ngày đăng", "Undated"},
	"like":            {"Tương tự bài", "Like article"},
	"as.feed":         {"Theo dõi qua Atom", "Follow by Atom"},
	"as.json":         {"Kết quả này ở dạng JSON", "This answer as JSON"},

	"facet.directive": {"Văn bản", "Directive"},
	"facet.unit":      {"Đơn vị", "Unit"},
	"facet.place":     {"Địa phương", "Place"},
	"facet.kind":      {"Loại văn bản", "Kind of paper"},
	"facet.issuer":    {"Cơ quan ban hành", "Issuer"},
	"facet.year":      {"Năm", "Year"},
	"facet.month":     {"Tháng", "Month"},
	"facet.section":   {"Chuyên mục", "Section"},
	"facet.portal":    {"Cổng thông tin", "Portal"},
	"facet.publisher": {"Đơn vị đăng", "Publisher"},
	"facet.unit_kind": {"Loại đơn vị", "Kind of unit"},

	"kind.directive":  {"Chỉ thị", "Directive"},
	"kind.resolution": {"Nghị quyết", "Resolution"},
	"kind.conclusion": {"Kết luận", "Conclusion"},
	"kind.decision":   {"Quyết định", "Decision"},
	"kind.regulation": {"Quy định", "Regulation"},
	"kind.plan":       {"Kế hoạch", "Plan"},
	"kind.programme":  {"Chương trình", "Programme"},
	"kind.guideline":  {"Hướng dẫn", "Guideline"},
	"kind.notice":     {"Thông báo", "Notice"},
	"kind.dispatch":   {"Công văn", "Dispatch"},
	"kind.report":     {"Báo cáo", "Report"},
	"kind.decree":     {"Nghị định", "Decree"},
	"kind.circular":   {"Thông tư", "Circular"},
	"kind.law":        {"Luật", "Law"},
	"kind.":           {"Văn bản khác", "Other papers"},

	"unit_kind.party":      {"Tổ chức đảng", "Party organisation"},
	"unit_kind.state":      {"Cơ quan nhà nước", "State body"},
	"unit_kind.mass":       {"Mặt trận, đoàn thể", "Mass organisation"},
	"unit_kind.school":     {"Trường học", "School"},
	"unit_kind.hospital":   {"Bệnh viện, y tế", "Hospital"},
	"unit_kind.enterprise": {"Doanh nghiệp", "Enterprise"},
	"unit_kind.armed":      {"Lực lượng vũ trang", "Armed forces"},
	"unit_kind.press":      {"Báo chí", "Press"},
	"unit_kind.foreign":    {"Tổ chức nước ngoài", "Foreign organisation"},

	"article.original":   {"Xem bản gốc", "Read the original"},
	"article.excerpt":    {"Cổng thông tin này chỉ cho hiện phần trích. Mời đọc toàn văn ở bản gốc.", "This portal allows an excerpt only. Read the full text in the original."},
	"article.mentions":   {"Bài viết nhắc đến", "Mentioned in this article"},
	"article.directives": {"Văn bản được nhắc đến", "Directives"},
	"article.units":      {"Đơn vị được nhắc đến", "Units"},
	"article.publisher":  {"Đơn vị đăng", "Publisher"},
	"article.provenance": {"Nguồn gốc bản lưu", "Provenance"},
	"article.unsettled":  {"chưa xác định rõ", "not settled"},
	"article.ambiguous":  {"Chưa rõ là văn bản, đơn vị nào", "Which one is not settled"},
	"article.views":      {"lượt xem khi lưu", "views when kept"},
	"article.similar":    {"Bài tương tự", "Similar articles"},
	"article.precedents": {"Bài tương tự cùng nhắc đến:", "Similar articles that also name:"},

	"prov.portal":    {"Cổng thông tin", "Portal"},
	"prov.url":       {"Địa chỉ gốc", "Original address"},
	"prov.first":     {"Lưu lần đầu", "First fetched"},
	"prov.last":      {"Lưu gần nhất", "Last fetched"},
	"prov.digest":    {"Mã băm bản lưu", "Digest of the capture"},
	"prov.warc":      {"Vị trí trong kho", "Place in the archive"},
	"prov.version":   {"Phiên bản", "Version"},
	"prov.extractor": {"Bộ trích / bộ nhận dạng", "Extractor / finder"},
	"prov.published": {"Cách đọc ngày đăng", "How the date was read"},

	"directives.title":      {"Văn bản chỉ đạo", "Directives"},
	"directives.intro":      {"Các chỉ thị, nghị quyết và văn bản khác mà bài viết nhắc đến, xếp theo loại.", "Directives, resolutions and other papers that articles mention, by kind."},
	"directives.q":          {"Tìm văn bản theo số, tên", "Find a paper by number or name"},
	"directive.number":      {"Số hiệu", "Number"},
	"directive.kind":        {"Loại văn bản", "Kind"},
	"directive.issuer":      {"Cơ quan ban hành", "Issuer"},
	"directive.issued":      {"Ngày ban hành", "Issued"},
	"directive.term":        {"Khóa", "Congress"},
	"directive.plenum":      {"Hội nghị", "Plenum"},
	"directive.aliases":     {"Tên gọi khác", "Also called"},
	"directive.papers":      {"Văn bản của hội nghị này", "Papers of this session"},
	"directive.relations":   {"Liên quan với văn bản khác", "Relations"},
	"directive.names":       {"Cách viết đã gặp", "Spellings met"},
	"directive.dates":       {"Ngày ghi trong bài viết", "Dates printed by articles"},
	"directive.issuers":     {"Cơ quan ban hành theo bài viết", "Issuers printed by articles"},
	"directive.conflict":    {"khác với thông tin của kho", "differs from the register"},
	"directive.units":       {"Đơn vị được nhắc cùng", "Units in these articles"},
	"directive.publishers":  {"Đơn vị đưa tin", "Reported by"},
	"directive.with":        {"Văn bản cùng được nhắc đến", "Papers cited with it"},
	"directive.candidates":  {"Số này có thể là một trong các văn bản sau", "This number may be one of these papers"},
	"directive.unsettled":   {"Dưới đây là những bài viết nhắc đến số này mà chưa xác định được là văn bản nào.", "Below are the articles that mention this number without saying which paper it is."},
	"directive.discovered":  {"Văn bản này được biết qua các bài viết, chưa được xác nhận.", "Known from articles only; not confirmed."},
	"directive.unconfirmed": {"Thông tin về văn bản này chưa được xác nhận đầy đủ.", "The facts about this paper are not fully confirmed."},

	"relation.replaces":       {"Thay thế", "Replaces"},
	"relation.replaced_by":    {"Được thay thế bởi", "Replaced by"},
	"relation.continues":      {"Tiếp tục thực hiện", "Continues"},
	"relation.continued_by":   {"Được tiếp tục bởi", "Continued by"},
	"relation.implements":     {"Triển khai", "Implements"},
	"relation.implemented_by": {"Được triển khai bởi", "Implemented by"},
	"relation.amends":         {"Sửa đổi", "Amends"},
	"relation.amended_by":     {"Được sửa đổi bởi", "Amended by"},

	"units.title":     {"Đơn vị", "Units"},
	"units.intro":     {"Các cơ quan, tổ chức mà bài viết nhắc đến, theo thứ tự chữ cái.", "Organisations that articles mention, in alphabetical order."},
	"units.q":         {"Tìm đơn vị theo tên", "Find a unit by name"},
	"units.jump":      {"Tới chữ cái", "Jump to letter"},
	"unit.kind":       {"Loại", "Kind"},
	"unit.place":      {"Địa phương", "Place"},
	"unit.parent":     {"Trực thuộc", "Belongs to"},
	"unit.children":   {"Đơn vị trực thuộc", "Units below it"},
	"unit.aliases":    {"Tên gọi khác", "Also called"},
	"unit.valid":      {"Thời gian hoạt động", "Existed"},
	"unit.successors": {"Đơn vị kế thừa", "Successors"},
	"rolled":          {"cả đơn vị, địa phương tiền thân", "and what became it"},
	"unit.before":     {"Đơn vị tiền thân", "Formed from"},
	"unit.rollup":     {"Tìm cả bài viết về đơn vị tiền thân", "Search with the units it was formed from"},
	"unit.note":       {"Ghi chú", "Note"},
	"unit.candidates": {"Tên này có thể là một trong các đơn vị sau", "This name may be one of these units"},
	"unit.published":  {"Bài viết do đơn vị đăng", "Articles it published"},
	"unit.directives": {"Văn bản đơn vị này đưa tin", "Papers in these articles"},
	"unit.by_year":    {"Văn bản đưa tin theo năm", "Papers by year"},
	"unit.with":       {"Đơn vị cùng được nhắc đến", "Units named with it"},

	"coverage":        {"Trong kho bài viết", "In the archive"},
	"coverage.first":  {"Bài đầu tiên", "First article"},
	"coverage.latest": {"Bài mới nhất", "Latest article"},
	"coverage.recent": {"Bài viết gần đây", "Recent articles"},
	"coverage.all":    {"Xem tất cả", "See all"},
	"list.none":       {"Không có mục nào.", "Nothing here."},

	"error.400":  {"Yêu cầu chưa đúng", "The request has no meaning"},
	"error.404":  {"Không tìm thấy", "Not found"},
	"error.405":  {"Không làm được như vậy ở đây", "This cannot be done here"},
	"error.410":  {"Không còn nữa", "Gone"},
	"error.413":  {"Nội dung gửi lên quá lớn", "Too much was sent"},
	"error.415":  {"Kiểu nội dung chưa đúng", "The wrong kind of content was sent"},
	"error.429":  {"Quá nhiều yêu cầu", "Too many requests"},
	"error.500":  {"Lỗi của hệ thống", "A fault of ours"},
	"error.503":  {"Tạm thời chưa trả lời được", "Not available now"},
	"error.fix":  {"Có thể bạn cần", "You may want"},
	"error.id":   {"Mã yêu cầu", "Request id"},
	"error.home": {"Về trang tìm kiếm", "To the search page"},
}

// number writes n with the separator of thousands of l.
func (l language) number(n int) string {
	s := strconv.Itoa(n)
	sep := "."
	if l == english {
		sep = ","
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + sep + s[i:]
	}
	return s
}

// articles is "1.204 bài viết".
func (l language) articles(n int) string {
	key := "results.many"
	if n == 1 {
		key = "results.one"
	}
	return l.number(n) + " " + words[key].in(l)
}

var englishMonths = strings.Fields("January February March April May June July August September October November December")

// Date writes an ISO date of any precision the way readers of l do.
func (l language) Date(iso string) string {
	d, err := tulieu.ParseDate(iso)
	if err != nil {
		return iso
	}
	var s string
	switch {
	case d.Precision >= tulieu.ToDay && l == english:
		s = fmt.Sprintf("%d %s %d", d.Day, englishMonths[d.Month-1], d.Year)
	case d.Precision >= tulieu.ToDay:
		s = fmt.Sprintf("%02d/%02d/%d", d.Day, d.Month, d.Year)
	case d.Precision == tulieu.ToMonth && l == english:
		s = fmt.Sprintf("%s %d", englishMonths[d.Month-1], d.Year)
	case d.Precision == tulieu.ToMonth:
		s = fmt.Sprintf("%02d/%d", d.Month, d.Year)
	case d.Precision == tulieu.ToYear:
		s = strconv.Itoa(d.Year)
	}
	if d.Precision == tulieu.ToMinute {
		s += fmt.Sprintf(", %02d:%02d", d.Hour, d.Minute)
	}
	return s
}

// notes are what an engine says of a query it did not understand as meant,
// and the same in Vietnamese.
var notes = []struct {
	english    *regexp.Regexp
	vietnamese string // with $1, $2 for what the groups hold
}{
	{regexp.MustCompile(`^there are no words in the query$`), "Câu tìm không có từ nào."},
	{regexp.MustCompile(`^a quote that is not closed was left out$`), "Đã bỏ qua một dấu ngoặc kép chưa đóng."},
	{regexp.MustCompile(`^an OR with nothing on one side was left out$`), "Đã bỏ qua một chữ OR thiếu một vế."},
	{regexp.MustCompile(`^(\w+): takes a word or a phrase, not a group$`), "$1: chỉ đi với một từ hay một cụm từ."},
	{regexp.MustCompile(`^a \( without its \) was taken to reach to the end$`), "Dấu ( chưa đóng được hiểu là kéo tới cuối câu."},
	{regexp.MustCompile(`^a \) without its \( was left out$`), "Đã bỏ qua một dấu ) thừa."},
	{regexp.MustCompile(`^an empty group was left out$`), "Đã bỏ qua một cặp ngoặc rỗng."},
	{regexp.MustCompile(`^(".*") holds no words and was left out$`), "Đã bỏ qua $1 vì không có từ nào."},
	{regexp.MustCompile(`^(".*"): a star needs one word of (\d+) letters before it; read as words$`), "$1: dấu * cần một từ ít nhất $2 chữ cái đứng trước; đã tìm như từ thường."},
	{regexp.MustCompile(`^(\w+:.*) is no year, .*; read as words$`), "$1 không phải là năm; đã tìm như từ thường."},
	{regexp.MustCompile(`^(\w+:.*) is no date, .*; read as words$`), "$1 không phải là ngày tháng; đã tìm như từ thường."},
	{regexp.MustCompile(`^(\w+:.*) names nothing; read as words$`), "$1 không chỉ ra mục nào; đã tìm như từ thường."},
}

// note is an engine's note as readers of l get it.
func (l language) note(english string) string {
	if l == vietnamese {
		for _, n := range notes {
			if n.english.MatchString(english) {
				return n.english.ReplaceAllString(english, n.vietnamese)
			}
		}
	}
	return english
}
