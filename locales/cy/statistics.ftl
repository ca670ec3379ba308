# Headings of statistics tables. They take no arguments, because machine-readable output contains no bidirectional marks.

## Keys of a row

statistics-period-start = Dechrau'r cyfnod
statistics-department-code = Cod yr adran
statistics-department-name = Adran
statistics-clinician-id = Dynodwr y clinigydd
statistics-clinician-name = Clinigydd
statistics-organisation-ods-code = Cod ODS y sefydliad
statistics-organisation-name = Sefydliad
statistics-weekday = Rhif diwrnod yr wythnos (1 yw dydd Llun)
statistics-weekday-name = Diwrnod yr wythnos
statistics-hour = Awr
statistics-previous-from = Diwrnod cyntaf y cyfnod cymharu
statistics-previous-until = Diwrnod ar ôl y cyfnod cymharu

## Figures of a row

statistics-booked = Wedi'u trefnu
statistics-attended = Wedi'u mynychu
statistics-missed = Wedi'u colli
statistics-cancelled = Wedi'u canslo
statistics-upcoming = I ddod
statistics-missed-minutes = Munudau a gollwyd
statistics-did-not-attend-rate = Cyfradd peidio â mynychu
statistics-did-not-attend-low = Cyfradd peidio â mynychu: terfyn hyder isaf 95%
statistics-did-not-attend-high = Cyfradd peidio â mynychu: terfyn hyder uchaf 95%
statistics-share-of-booked = Cyfran a gollwyd o'r rhai a drefnwyd
statistics-estimated-cost = Amcangyfrif o'r gost
statistics-suppressed = Wedi'i atal

## Periods, in parentheses after a heading

statistics-previous = cyfnod cymharu
statistics-change = newid

## Days of the week

statistics-monday = Dydd Llun
statistics-tuesday = Dydd Mawrth
statistics-wednesday = Dydd Mercher
statistics-thursday = Dydd Iau
statistics-friday = Dydd Gwener
statistics-saturday = Dydd Sadwrn
statistics-sunday = Dydd Sul
