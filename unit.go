package tulieu

// A Unit is an organisation that articles name: a department, the party cell
// inside it, the trade union beside it. Its names are those of its time.
type Unit struct {
	Slug       string // "so-ngoai-vu-long-an"; "so-ngoai-vu" while its place is unknown
	Name       string // in full: "Chi bộ Sở Ngoại vụ"
	Kind       UnitKind
	Parent     string // slug of the unit it belongs to; empty at the top
	Place      string // slug of its province: "long-an"; empty if national or unknown
	Aliases    []string
	From, To   Date     // validity; zero is open
	Successor  string   // slug; the first one where it was split
	Successors []string // slugs of all units that took its place; nil if none did
	Note       string   // what the register has to add, in Vietnamese or English
}

// UnitKind is the kind of a Unit.
type UnitKind string

const (
	UnitParty      UnitKind = "party"
	UnitState      UnitKind = "state"
	UnitMass       UnitKind = "mass" // đoàn thể: trade union, youth union, front, …
	UnitSchool     UnitKind = "school"
	UnitHospital   UnitKind = "hospital"
	UnitEnterprise UnitKind = "enterprise"
	UnitArmed      UnitKind = "armed"
	UnitPress      UnitKind = "press"
	UnitForeign    UnitKind = "foreign"
)

// A Province is a province or city under the centre. 63 of them became 34 on
// 1 July 2025, some keeping their name: a slug taken by an older one carries
// the year the new one began ("quang-tri-2025").
type Province struct {
	Slug         string
	Name         string // "Quảng Trị"
	FullName     string // "tỉnh Quảng Trị"
	Aliases      []string
	From, To     Date
	Successor    string   // slug; the first one where it was split
	Successors   []string // slugs of all provinces that took its land; nil if none did
	Predecessors []string // slugs
}
