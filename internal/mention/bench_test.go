package mention

import (
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// plain names nothing.
const plain = "Sáng nay, trời se lạnh; bà con ra đồng từ sớm, người gặt lúa, kẻ be bờ, tiếng cười nói rộn cả cánh bãi ven sông. " +
	"Lũ trẻ tan học về ngang qua chợ, mua mấy chiếc bánh còn nóng rồi ríu rít kể chuyện lớp, chuyện trường. "

// dense names something in every sentence, as an article of a portal does.
const dense = "Ngày 14/05/2011, Bộ Chính trị ban hành Chỉ thị số 03-CT/TW về học tập và làm theo tấm gương đạo đức Hồ Chí Minh. " +
	"Chi bộ Sở Ngoại vụ tỉnh Long An đã quán triệt Nghị quyết Trung ương 4 (khóa XI) tới từng đảng viên trong năm 2016. "

func BenchmarkFind(b *testing.B) {
	f := NewFinder(load(b))
	for _, bb := range []struct{ name, text string }{
		{"plain", strings.Repeat(plain, 100)},
		{"article", strings.Repeat(strings.Repeat(plain, 6)+dense+"\n", 20)},
		{"dense", strings.Repeat(dense, 100)},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.SetBytes(int64(len(bb.text)))
			b.ReportAllocs()
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			start := threadTime()
			for b.Loop() {
				f.Find(bb.text)
			}
			b.ReportMetric(float64(len(bb.text))*float64(b.N)/1e6/(threadTime()-start).Seconds(), "MB/cpu-s")
		})
	}
}

// TestFindPlainCostsNoMemory: a text without mentions is read without
// allocating.
func TestFindPlainCostsNoMemory(t *testing.T) {
	f := NewFinder(load(t))
	text := strings.Repeat(plain, 50)
	if found := f.Find(text); len(found) > 0 {
		t.Fatalf("found %+v", found)
	}
	if n := testing.AllocsPerRun(20, func() { f.Find(text) }); n > 1 && !raced { // the pool may be emptied meanwhile
		t.Errorf("%.0f allocations for %d bytes, want none", n, len(text))
	}
}

// threadTime is the CPU time this thread has had, which other work on the
// machine does not change as it does the clock's.
func threadTime() time.Duration {
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_THREAD, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
