# Headings of statistics tables. They take no arguments, because machine-readable output contains no bidirectional marks.

## Keys of a row

statistics-period-start = Beginn des Zeitabschnitts
statistics-department-code = Abteilungscode
statistics-department-name = Abteilung
statistics-clinician-id = Kennung der Fachkraft
statistics-clinician-name = Medizinische Fachkraft
statistics-organisation-ods-code = ODS-Code der Organisation
statistics-organisation-name = Name der Organisation
statistics-weekday = Nummer des Wochentags (Montag ist 1)
statistics-weekday-name = Wochentag
statistics-hour = Stunde
statistics-previous-from = Erster Tag des Vergleichszeitraums
statistics-previous-until = Tag nach dem Vergleichszeitraum

## Figures of a row

statistics-booked = Gebucht
statistics-attended = Wahrgenommen
statistics-missed = Versäumt
statistics-cancelled = Abgesagt
statistics-upcoming = Bevorstehend
statistics-missed-minutes = Versäumte Minuten
statistics-did-not-attend-rate = Versäumnisquote
statistics-did-not-attend-low = Versäumnisquote: untere Grenze des 95-%-Konfidenzintervalls
statistics-did-not-attend-high = Versäumnisquote: obere Grenze des 95-%-Konfidenzintervalls
statistics-share-of-booked = Anteil der versäumten an den gebuchten
statistics-estimated-cost = Geschätzte Kosten
statistics-suppressed = Unterdrückt

## Periods, in parentheses after a heading

statistics-previous = Vergleichszeitraum
statistics-change = Veränderung

## Days of the week

statistics-monday = Montag
statistics-tuesday = Dienstag
statistics-wednesday = Mittwoch
statistics-thursday = Donnerstag
statistics-friday = Freitag
statistics-saturday = Samstag
statistics-sunday = Sonntag
