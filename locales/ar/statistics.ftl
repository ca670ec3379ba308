# Headings of statistics tables. They take no arguments, because machine-readable output contains no bidirectional marks.

## Keys of a row

statistics-period-start = بداية الفترة
statistics-department-code = رمز القسم
statistics-department-name = القسم
statistics-clinician-id = معرّف الممارس الصحي
statistics-clinician-name = الممارس الصحي
statistics-organisation-ods-code = رمز ODS للمؤسسة
statistics-organisation-name = المؤسسة
statistics-weekday = رقم يوم الأسبوع (الاثنين هو 1)
statistics-weekday-name = يوم الأسبوع
statistics-hour = الساعة
statistics-previous-from = أول يوم من فترة المقارنة
statistics-previous-until = اليوم التالي لفترة المقارنة

## Figures of a row

statistics-booked = المحجوزة
statistics-attended = تم حضورها
statistics-missed = الفائتة
statistics-cancelled = الملغاة
statistics-upcoming = القادمة
statistics-missed-minutes = الدقائق الضائعة
statistics-did-not-attend-rate = معدل عدم الحضور
statistics-did-not-attend-low = معدل عدم الحضور: الحد الأدنى لفترة الثقة 95 في المائة
statistics-did-not-attend-high = معدل عدم الحضور: الحد الأعلى لفترة الثقة 95 في المائة
statistics-share-of-booked = نسبة الفائتة من المحجوزة
statistics-estimated-cost = التكلفة التقديرية
statistics-suppressed = محجوب

## Periods, in parentheses after a heading

statistics-previous = فترة المقارنة
statistics-change = التغيّر

## Days of the week

statistics-monday = الاثنين
statistics-tuesday = الثلاثاء
statistics-wednesday = الأربعاء
statistics-thursday = الخميس
statistics-friday = الجمعة
statistics-saturday = السبت
statistics-sunday = الأحد
