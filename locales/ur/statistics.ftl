# Headings of statistics tables. They take no arguments, because machine-readable output contains no bidirectional marks.

## Keys of a row

statistics-period-start = مدت کا آغاز
statistics-department-code = شعبے کا کوڈ
statistics-department-name = شعبہ
statistics-clinician-id = معالج کا شناخت کنندہ
statistics-clinician-name = معالج
statistics-organisation-ods-code = ادارے کا ODS کوڈ
statistics-organisation-name = ادارہ
statistics-weekday = ہفتے کے دن کا نمبر (پیر 1 ہے)
statistics-weekday-name = ہفتے کا دن
statistics-hour = گھنٹہ
statistics-previous-from = موازنے کی مدت کا پہلا دن
statistics-previous-until = موازنے کی مدت کے بعد کا دن

## Figures of a row

statistics-booked = بُک شدہ
statistics-attended = حاضری والی
statistics-missed = چھوٹی ہوئی
statistics-cancelled = منسوخ شدہ
statistics-upcoming = آنے والی
statistics-missed-minutes = ضائع شدہ منٹ
statistics-did-not-attend-rate = عدم حاضری کی شرح
statistics-did-not-attend-low = عدم حاضری کی شرح: 95 فیصد اعتمادی وقفے کی نچلی حد
statistics-did-not-attend-high = عدم حاضری کی شرح: 95 فیصد اعتمادی وقفے کی بالائی حد
statistics-share-of-booked = بُک شدہ میں چھوٹی ہوئی کا حصہ
statistics-estimated-cost = تخمینی لاگت
statistics-suppressed = پوشیدہ

## Periods, in parentheses after a heading

statistics-previous = موازنے کی مدت
statistics-change = تبدیلی

## Days of the week

statistics-monday = پیر
statistics-tuesday = منگل
statistics-wednesday = بدھ
statistics-thursday = جمعرات
statistics-friday = جمعہ
statistics-saturday = ہفتہ
statistics-sunday = اتوار
