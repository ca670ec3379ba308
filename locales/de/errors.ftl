# One message per error code; the message id is the code. See ARCHITECTURE.md, "Errors".

## General

NOT_FOUND = Unter dieser Kennung wurde nichts gefunden.
VERSION_CONFLICT = Dieser Datensatz wurde in der Zwischenzeit von jemand anderem geändert: Er hat jetzt die Version { $currentVersion }. Laden Sie ihn erneut und wiederholen Sie dann Ihre Änderung.
UNAUTHENTICATED = Sie sind nicht angemeldet, oder Ihre Sitzung ist abgelaufen. Bitte melden Sie sich an.
FORBIDDEN = Ihr Konto hat keine Berechtigung dafür. Wenn Sie sie brauchen, wenden Sie sich an die Verwaltung der Konten.
# Below a minute, `retryAfterMinutes` is 0, and the message shows seconds.
RATE_LIMITED = { $retryAfterMinutes ->
    [0] { $retryAfterSeconds ->
        [one] Zu viele Anfragen: Versuchen Sie es in { $retryAfterSeconds } Sekunde erneut.
       *[other] Zu viele Anfragen: Versuchen Sie es in { $retryAfterSeconds } Sekunden erneut.
    }
    [one] Zu viele Anfragen: Versuchen Sie es in { $retryAfterMinutes } Minute erneut.
   *[other] Zu viele Anfragen: Versuchen Sie es in { $retryAfterMinutes } Minuten erneut.
}
SERVICE_UNAVAILABLE = Der Dienst kann im Moment nicht antworten. Bitte versuchen Sie es in Kürze erneut.
INTERNAL = Leider ist auf unserer Seite ein Fehler aufgetreten. Falls Sie ihn melden, geben Sie bitte die Anfrage { $requestId } an.

## The GraphQL layer

GRAPHQL_PARSE_FAILED = Die Abfrage ist kein wohlgeformtes GraphQL-Dokument: { $detail }
GRAPHQL_VALIDATION_FAILED = Die Abfrage entspricht nicht dem Schema: { $detail }
BAD_USER_INPUT = Dieser Wert hat nicht den erwarteten Typ.
QUERY_TOO_COMPLEX = Die Abfrage verlangt zu viel auf einmal: { $detail }
OPERATION_NOT_ALLOWED = Hier dürfen nur aufgelistete Operationen ausgeführt werden, und diese gehört nicht dazu.
OPERATION_TEXT_DIFFERS = Diese Operation unterscheidet sich von einer aufgelisteten nur durch __typename-Felder, Reihenfolge, Leerraum oder Kommentare. Listen Sie den Text so auf, wie die Client-Bibliothek ihn sendet, oder senden Sie die Kennung der aufgelisteten Operation.
PERSISTED_QUERY_NOT_FOUND = Unter dieser Kennung ist keine Operation aufgelistet.
PERSISTED_QUERY_NOT_SUPPORTED = Operationen werden hier nicht aufbewahrt: Senden Sie den Text der Abfrage.

## HTTP

HTTP_BODY_INVALID = Der Inhalt der Anfrage muss ein JSON-Objekt mit einer GraphQL-Abfrage sein: { $detail }
HTTP_BODY_TOO_LARGE = { $maximumBytes ->
    [one] Der Inhalt der Anfrage ist zu groß: Höchstens { $maximumBytes } Byte wird angenommen.
   *[other] Der Inhalt der Anfrage ist zu groß: Höchstens { $maximumBytes } Bytes werden angenommen.
}
HTTP_HOST_INVALID = Die Anfrage muss in ihrem Host-Header genau einen gültigen Host nennen.
HTTP_METHOD_NOT_ALLOWED = Diese Adresse nimmt diese HTTP-Methode nicht an.
HTTP_MISDIRECTED_REQUEST = Diese Anfrage ist für einen anderen Host bestimmt. Dieser Server antwortet nur unter localhost.
HTTP_NOT_ACCEPTABLE = Die Antwort kann in keinem der Medientypen gegeben werden, die die Anfrage akzeptiert.
HTTP_NOT_FOUND = Unter dieser Adresse ist nichts vorhanden.
HTTP_REQUEST_TIMEOUT = Die Anfrage ist nicht rechtzeitig vollständig angekommen. Bitte senden Sie sie erneut.
HTTP_UNSUPPORTED_CONTENT_ENCODING = Die Anfrage muss ohne Inhaltskodierung wie gzip gesendet werden.
HTTP_UNSUPPORTED_MEDIA_TYPE = Die Anfrage muss als application/json gesendet werden.

## Query parameters of a URL

PARAMETER_UNKNOWN = Diese Adresse hat keinen solchen Parameter. Ihre Parameter sind: { $known }.
PARAMETER_REPEATED = Dieser Parameter darf nur einmal angegeben werden.
PARAMETER_MISSING = Dieser Parameter fehlt.
PARAMETER_VALUE_UNKNOWN = Dies ist keiner der Werte dieses Parameters; möglich sind: { $allowed }.

## Values shared by all features

FIELD_REQUIRED = Hier ist ein Wert erforderlich.
ID_MALFORMED = Dies ist keine Kennung der erwarteten Art.
CURSOR_INVALID = Dieser Cursor gehört nicht zu dieser Liste, ihrer Sortierung oder ihrem Filter.
PAGE_SIZE_OUT_OF_RANGE = { $maximum ->
    [one] Eine Seite enthält zwischen 0 und { $maximum } Eintrag.
   *[other] Eine Seite enthält zwischen 0 und { $maximum } Einträge.
}
PAGE_DIRECTION_AMBIGUOUS = Fordern Sie entweder die ersten oder die letzten Einträge einer Liste an, nicht beides.
TEXT_BLANK = Dieser Text darf nicht leer sein.
TEXT_TOO_LONG = { $maximum ->
    [one] Dieser Text ist zu lang: Höchstens { $maximum } Zeichen ist zulässig.
   *[other] Dieser Text ist zu lang: Höchstens { $maximum } Zeichen sind zulässig.
}
TEXT_CONTROL_CHARACTER = Dieser Text enthält ein unsichtbares Steuerzeichen; das ist nicht zulässig. Tippen Sie den Text ein, statt ihn einzufügen.
TEXT_BIDI_UNPAIRED = Dieser Text enthält ein Zeichen für die Schreibrichtung ohne sein Gegenstück. Tippen Sie den Text ein, statt ihn einzufügen.
LIST_TOO_LONG = { $maximum ->
    [one] Diese Liste ist zu lang: Höchstens { $maximum } Eintrag ist zulässig.
   *[other] Diese Liste ist zu lang: Höchstens { $maximum } Einträge sind zulässig.
}
DATE_INVALID = Dieses Datum gibt es nicht. Geben Sie Jahr, Monat und Tag an, zum Beispiel 1987-03-25.
TIMESTAMP_INVALID = Dies ist kein gültiger Zeitpunkt. Schreiben Sie ihn wie in diesem Beispiel: 2026-06-30T09:30:00+01:00.
TIMESTAMP_WITHOUT_OFFSET = Die Abweichung von UTC fehlt. Geben Sie sie am Ende an, zum Beispiel +01:00 oder Z.
RANGE_ENDS_BEFORE_START = Der Zeitraum endet, bevor er beginnt.
TIME_ZONE_UNKNOWN = Diese Zeitzone ist nicht bekannt. Geben Sie ihren IANA-Namen an, zum Beispiel Europe/London.
LOCALE_INVALID = Dies ist kein Sprachkürzel. Geben Sie eines wie cy oder en-GB an.
EMAIL_INVALID = Dies ist keine gültige E-Mail-Adresse.
PHONE_INVALID = Dies ist keine gültige Telefonnummer. Nummern von außerhalb des Vereinigten Königreichs beginnen mit + und der Landesvorwahl.
POSTCODE_INVALID = Dies ist keine Postleitzahl des Vereinigten Königreichs. Geben Sie sie vollständig an. Richtig ist zum Beispiel: SW1A 1AA.
PHONE_EXTENSION = Diese Telefonnummer hat eine Durchwahl hinter der Nummer. Geben Sie die Nummer ohne diesen Zusatz an.

## Idempotency keys

IDEMPOTENCY_KEY_INVALID = { $maximum ->
    [one] Ein Idempotenzschlüssel besteht aus mindestens einem und höchstens { $maximum } sichtbaren ASCII-Zeichen, ohne Leerzeichen.
   *[other] Ein Idempotenzschlüssel besteht aus mindestens einem und höchstens { $maximum } sichtbaren ASCII-Zeichen, ohne Leerzeichen.
}
IDEMPOTENCY_KEY_REUSED = Dieser Idempotenzschlüssel wurde bereits für eine andere Eingabe verwendet. Senden Sie genau dieselbe Eingabe noch einmal oder wählen Sie einen neuen Schlüssel.

## Patients

PATIENT_NHS_NUMBER_FORMAT = Die NHS-Nummer ist ungültig: Sie muss zehn Ziffern haben.
PATIENT_NHS_NUMBER_CHECKSUM = Die NHS-Nummer ist ungültig: Die Prüfziffer stimmt nicht.
PATIENT_NHS_NUMBER_REPEATED_DIGIT = Die NHS-Nummer ist ungültig: Eine Nummer aus zehn gleichen Ziffern wird nie vergeben.
PATIENT_NHS_NUMBER_TAKEN = Unter dieser NHS-Nummer ist bereits eine Patientin oder ein Patient registriert.
PATIENT_DATE_OF_BIRTH_IN_FUTURE = Das Geburtsdatum liegt in der Zukunft.
PATIENT_DATE_OF_BIRTH_TOO_EARLY = Das Geburtsdatum darf nicht vor dem { $earliestLocal } liegen.
PATIENT_HAS_APPOINTMENTS = { $appointments ->
    [one] Die Patientin oder der Patient kann nicht entfernt werden: { $appointments } Termin ist eingetragen.
   *[other] Die Patientin oder der Patient kann nicht entfernt werden: { $appointments } Termine sind eingetragen.
}
PATIENT_SEARCH_TOO_MANY_WORDS = { $maximum ->
    [one] Suchen Sie nach weniger Wörtern: Höchstens { $maximum } Wort ist zulässig.
   *[other] Suchen Sie nach weniger Wörtern: Höchstens { $maximum } Wörter sind zulässig.
}

## Clinicians, departments and organisations

CLINICIAN_IN_USE = { $appointments ->
    [one] Die medizinische Fachkraft kann nicht entfernt werden: { $appointments } Termin ist eingetragen.
   *[other] Die medizinische Fachkraft kann nicht entfernt werden: { $appointments } Termine sind eingetragen.
}
CLINICIAN_POST_ENDS_BEFORE_START = Die Stelle endet, bevor sie beginnt.
CLINICIAN_POSTS_OVERLAP = Zwei Stellen bei derselben Organisation überschneiden sich.
DEPARTMENT_CODE_INVALID = { $maximum ->
    [one] Der Code einer Abteilung hat höchstens { $maximum } Zeichen: nur die Buchstaben A bis Z, Ziffern, Bindestriche und Unterstriche.
   *[other] Der Code einer Abteilung hat höchstens { $maximum } Zeichen: nur die Buchstaben A bis Z, Ziffern, Bindestriche und Unterstriche.
}
DEPARTMENT_CODE_TAKEN = Eine andere Abteilung hat bereits diesen Code.
DEPARTMENT_NAME_TAKEN = Eine andere Abteilung hat bereits diesen Namen.
DEPARTMENT_IN_USE = Die Abteilung kann nicht entfernt werden: Ihr sind medizinische Fachkräfte oder Termine zugeordnet.
ORGANISATION_ODS_CODE_INVALID = Dies ist kein ODS-Code: Er besteht aus drei bis zwölf Buchstaben von A bis Z und Ziffern.
ORGANISATION_ODS_CODE_TAKEN = Eine andere Organisation hat bereits diesen ODS-Code.
ORGANISATION_IN_USE = Die Organisation kann nicht entfernt werden: Ihr sind Stellen oder Termine zugeordnet.

## Appointments

APPOINTMENT_STARTS_IN_PAST = Der Termin muss in der Zukunft beginnen.
APPOINTMENT_ENDS_IN_PAST = Der Termin muss in der Zukunft enden.
BOOKING_TOO_FAR = { $maximumAdvanceDays ->
    [one] Der Termin liegt zu weit in der Zukunft: Er muss innerhalb von { $maximumAdvanceDays } Tag beginnen.
   *[other] Der Termin liegt zu weit in der Zukunft: Er muss innerhalb von { $maximumAdvanceDays } Tagen beginnen.
}
BOOKING_TOO_LONG = { $maximumMinutes ->
    [one] Der Termin ist zu lang: Er darf höchstens { $maximumMinutes } Minute dauern.
   *[other] Der Termin ist zu lang: Er darf höchstens { $maximumMinutes } Minuten dauern.
}
BOOKING_LIMIT_REACHED = { $maximum ->
    [one] Sie können gleichzeitig höchstens { $maximum } anstehenden Termin haben. Sagen Sie ihn ab, oder buchen Sie den nächsten, wenn er vorbei ist.
   *[other] Sie können gleichzeitig höchstens { $maximum } anstehende Termine haben. Sagen Sie einen davon ab, oder buchen Sie den nächsten, wenn einer vorbei ist.
}
APPOINTMENT_ENDS_TOO_LATE = Der Termin muss vor dem Jahr 10000 enden.
APPOINTMENT_BEFORE_BIRTH = Der Termin liegt vor dem Geburtsdatum des Patienten.
APPOINTMENT_DURATION_OUT_OF_RANGE = { $maximumMinutes ->
    [one] Der Termin muss zwischen { $minimumMinutes } und { $maximumMinutes } Minute dauern.
   *[other] Der Termin muss zwischen { $minimumMinutes } und { $maximumMinutes } Minuten dauern.
}
APPOINTMENT_POSTCODE_MISSING = Der Ort fehlt: Geben Sie eine Postleitzahl an oder eine Organisation, von der sie übernommen wird.
APPOINTMENT_CLINICIAN_BUSY = Die medizinische Fachkraft hat zu dieser Zeit bereits einen Termin.
APPOINTMENT_PATIENT_BUSY = Die Patientin oder der Patient hat zu dieser Zeit bereits einen Termin.
APPOINTMENT_ATTENDANCE_NOT_OPEN = Die Anwesenheit kann noch nicht eingetragen werden: Dies ist ab dem { $opensAtLocal } ({ $timeZone }) möglich.
APPOINTMENT_ALREADY_ATTENDED = Die Patientin oder der Patient hat diesen Termin bereits wahrgenommen.
APPOINTMENT_ALREADY_CANCELLED = Dieser Termin wurde bereits abgesagt. Buchen Sie stattdessen einen anderen.
APPOINTMENT_ALREADY_MISSED = Dieser Termin ist bereits vorbei und wurde versäumt. Buchen Sie stattdessen einen anderen.

## Accounts

ACCOUNT_CREDENTIALS_INVALID = Diese E-Mail-Adresse und dieses Passwort passen zu keinem aktiven Konto. Prüfen Sie beide und versuchen Sie es erneut.
ACCOUNT_DETAILS_NOT_RECOGNISED = Mit diesen Angaben konnte kein Konto eröffnet werden. Bitte prüfen Sie sie, oder fragen Sie in Ihrer Praxis nach.
ACCOUNT_EMAIL_TAKEN = Ein anderes Konto hat bereits diese E-Mail-Adresse.
ACCOUNT_LAST_ADMIN = Dies ist das letzte aktive Verwaltungskonto: Mindestens eines muss bestehen bleiben.
ACCOUNT_PASSWORD_GUESSABLE = Dieses Passwort wäre schnell erraten. Wählen Sie ein anderes, zum Beispiel einige Wörter ohne Zusammenhang.
ACCOUNT_PASSWORD_TOO_LONG = { $maximum ->
    [one] Das Passwort ist zu lang: Höchstens { $maximum } Zeichen ist erlaubt.
   *[other] Das Passwort ist zu lang: Höchstens { $maximum } Zeichen sind erlaubt.
}
ACCOUNT_PASSWORD_TOO_SHORT = { $minimum ->
    [one] Das Passwort ist zu kurz: Mindestens { $minimum } Zeichen ist nötig.
   *[other] Das Passwort ist zu kurz: Mindestens { $minimum } Zeichen sind nötig.
}
ACCOUNT_PASSWORD_WRONG = Das ist nicht das Passwort Ihres Kontos.
ACCOUNT_PATIENT_NOT_ALLOWED = Nur das Konto einer Patientin oder eines Patienten kann mit einer Patientenakte verknüpft werden: Lassen Sie diese Angabe weg.
ACCOUNT_PATIENT_REQUIRED = Das Konto einer Patientin oder eines Patienten muss mit der Patientenakte verknüpft sein: Geben Sie an, für wen es ist.
ACCOUNT_PATIENT_TAKEN = Zu dieser Patientenakte gehört bereits ein anderes Konto.
ACCOUNT_REFRESH_TOKEN_INVALID = Diese Sitzung ist beendet. Bitte melden Sie sich erneut an.

## Statistik

STATISTICS_PERIOD_EMPTY = Der Zeitraum muss nach dem Tag enden, an dem er beginnt.
STATISTICS_PERIOD_OUT_OF_RANGE = Die Statistik umfasst die Tage vom { $earliestLocal } bis zum { $latestLocal }.
STATISTICS_HOUR_OUT_OF_RANGE = Eine Stunde des Tages ist eine Zahl von 0 bis 23.
STATISTICS_TOO_MANY_BUCKETS = { $maximum ->
    [one] Die Antwort hätte zu viele Zeilen: Die Grenze liegt bei { $maximum }. Fragen Sie nach einem kürzeren Zeitraum, einem längeren Intervall oder weniger Gruppen.
   *[other] Die Antwort hätte zu viele Zeilen: Die Grenze liegt bei { $maximum }. Fragen Sie nach einem kürzeren Zeitraum, einem längeren Intervall oder weniger Gruppen.
}
STATISTICS_COST_OUT_OF_RANGE = { $maximum ->
    [one] Die Kosten müssen ein Betrag von 0 bis { $maximum } mit höchstens vier Nachkommastellen sein.
   *[other] Die Kosten müssen ein Betrag von 0 bis { $maximum } mit höchstens vier Nachkommastellen sein.
}
STATISTICS_COST_AMBIGUOUS = Geben Sie entweder die Kosten eines Termins oder die einer Stunde an, nicht beides.

## Import

IMPORT_ROW_MALFORMED = Diese Zeile hat nicht die erwartete Form: { $detail }
IMPORT_MEMBER_REPEATED = Dieses Feld ist mehr als einmal angegeben.
IMPORT_CONFLICT = Ein anderer Datensatz mit derselben Identität ist bereits vorhanden; der Import überschreibt ihn nie.
IMPORT_ID_INVALID = Die Kennung des Termins muss eine UUID sein.
IMPORT_ID_NIL = Die Null-UUID bezeichnet nichts; geben Sie dem Datensatz eine eigene UUID.
IMPORT_STATUS_UNKNOWN = Der Status muss einer der folgenden sein: active, attended, cancelled oder missed.
IMPORT_DURATION_INVALID = Die Dauer muss in Stunden und Minuten angegeben werden, zum Beispiel 15m, 1h oder 1h30m.
IMPORT_PATIENT_UNKNOWN = Unter dieser NHS-Nummer ist niemand registriert oder importiert.
IMPORT_CLINICIAN_AMBIGUOUS = Mehrere medizinische Fachkräfte der Abteilung tragen genau diesen Namen.
IMPORT_NAME_AMBIGUOUS = Mehrere erfasste Namen unterscheiden sich von diesem nur in der Großschreibung oder in äußeren Leerzeichen: { $first }, { $second }. Schreiben Sie den Namen wie einen von ihnen.
IMPORT_MISSED_IN_FUTURE = Ein Termin, der noch nicht zu Ende ist, kann nicht versäumt worden sein.
IMPORT_ATTENDED_IN_FUTURE = Ein Termin, der in der Zukunft liegt, kann nicht wahrgenommen worden sein.
