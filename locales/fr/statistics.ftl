# Headings of statistics tables. They take no arguments, because machine-readable output contains no bidirectional marks.

## Keys of a row

statistics-period-start = Début de la période
statistics-department-code = Code du service
statistics-department-name = Service
statistics-clinician-id = Identifiant du professionnel de santé
statistics-clinician-name = Professionnel de santé
statistics-organisation-ods-code = Code ODS de l’organisme
statistics-organisation-name = Organisme
statistics-weekday = Numéro du jour de la semaine (1 = lundi)
statistics-weekday-name = Jour de la semaine
statistics-hour = Heure
statistics-previous-from = Premier jour de la période de comparaison
statistics-previous-until = Lendemain de la période de comparaison

## Figures of a row

statistics-booked = Réservés
statistics-attended = Honorés
statistics-missed = Manqués
statistics-cancelled = Annulés
statistics-upcoming = À venir
statistics-missed-minutes = Minutes perdues
statistics-did-not-attend-rate = Taux d’absence
statistics-did-not-attend-low = Taux d’absence : borne inférieure de l’intervalle de confiance à 95 %
statistics-did-not-attend-high = Taux d’absence : borne supérieure de l’intervalle de confiance à 95 %
statistics-share-of-booked = Part des manqués parmi les réservés
statistics-estimated-cost = Coût estimé
statistics-suppressed = Masqué

## Periods, in parentheses after a heading

statistics-previous = période de comparaison
statistics-change = évolution

## Days of the week

statistics-monday = lundi
statistics-tuesday = mardi
statistics-wednesday = mercredi
statistics-thursday = jeudi
statistics-friday = vendredi
statistics-saturday = samedi
statistics-sunday = dimanche
