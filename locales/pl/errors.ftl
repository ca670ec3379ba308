# One message per error code; the message id is the code. See ARCHITECTURE.md, "Errors".

## General

NOT_FOUND = Pod tym identyfikatorem niczego nie znaleziono.
VERSION_CONFLICT = Ktoś inny zmienił w międzyczasie ten rekord: jego obecna wersja to { $currentVersion }. Proszę wczytać go ponownie, a następnie powtórzyć zmianę.
UNAUTHENTICATED = Sesja nie została otwarta albo już wygasła. Proszę się zalogować.
FORBIDDEN = To konto nie ma uprawnień do tej czynności. W razie potrzeby proszę zwrócić się do administratora.
# Below a minute, `retryAfterMinutes` is 0, and the message shows seconds.
RATE_LIMITED = { $retryAfterMinutes ->
    [0] { $retryAfterSeconds ->
        [one] Zbyt wiele żądań: proszę spróbować ponownie za { $retryAfterSeconds } sekundę.
        [few] Zbyt wiele żądań: proszę spróbować ponownie za { $retryAfterSeconds } sekundy.
        [many] Zbyt wiele żądań: proszę spróbować ponownie za { $retryAfterSeconds } sekund.
       *[other] Zbyt wiele żądań: proszę spróbować ponownie za { $retryAfterSeconds } sekundy.
    }
    [one] Zbyt wiele żądań: proszę spróbować ponownie za { $retryAfterMinutes } minutę.
    [few] Zbyt wiele żądań: proszę spróbować ponownie za { $retryAfterMinutes } minuty.
    [many] Zbyt wiele żądań: proszę spróbować ponownie za { $retryAfterMinutes } minut.
   *[other] Zbyt wiele żądań: proszę spróbować ponownie za { $retryAfterMinutes } minuty.
}
SERVICE_UNAVAILABLE = Usługa nie może w tej chwili odpowiedzieć. Proszę spróbować ponownie za chwilę.
INTERNAL = Przepraszamy, po naszej stronie wystąpił błąd. Przy zgłaszaniu go proszę podać numer żądania: { $requestId }.

## The GraphQL layer

GRAPHQL_PARSE_FAILED = Zapytanie nie jest poprawnie zbudowanym dokumentem GraphQL: { $detail }
GRAPHQL_VALIDATION_FAILED = Zapytanie nie jest zgodne ze schematem: { $detail }
BAD_USER_INPUT = Ta wartość nie jest oczekiwanego typu.
QUERY_TOO_COMPLEX = Zapytanie dotyczy zbyt wielu danych naraz: { $detail }
OPERATION_NOT_ALLOWED = Można tu wykonywać tylko operacje z listy, a ta się na niej nie znajduje.
OPERATION_TEXT_DIFFERS = Ta operacja różni się od operacji z listy tylko polami __typename, kolejnością, odstępami lub komentarzami. Proszę umieścić na liście tekst w postaci, w jakiej wysyła go biblioteka klienta, albo wysłać identyfikator operacji z listy.
PERSISTED_QUERY_NOT_FOUND = Na liście nie ma operacji o tym identyfikatorze.
PERSISTED_QUERY_NOT_SUPPORTED = Operacje nie są tu przechowywane: proszę wysłać tekst zapytania.

## HTTP

HTTP_BODY_INVALID = Treść żądania musi być obiektem JSON zawierającym zapytanie GraphQL: { $detail }
HTTP_BODY_TOO_LARGE = { $maximumBytes ->
    [one] Treść żądania jest zbyt duża: może mieć najwyżej { $maximumBytes } bajt.
    [few] Treść żądania jest zbyt duża: może mieć najwyżej { $maximumBytes } bajty.
    [many] Treść żądania jest zbyt duża: może mieć najwyżej { $maximumBytes } bajtów.
   *[other] Treść żądania jest zbyt duża: może mieć najwyżej { $maximumBytes } bajta.
}
HTTP_HOST_INVALID = Żądanie musi podawać dokładnie jeden poprawny host w nagłówku Host.
HTTP_METHOD_NOT_ALLOWED = Ten adres nie przyjmuje tej metody HTTP.
HTTP_MISDIRECTED_REQUEST = To żądanie jest przeznaczone dla innego hosta. Ten serwer odpowiada tylko pod nazwą localhost.
HTTP_NOT_ACCEPTABLE = Odpowiedzi nie można przekazać w żadnym z typów treści akceptowanych przez żądanie.
HTTP_NOT_FOUND = Pod tym adresem niczego nie ma.
HTTP_REQUEST_TIMEOUT = Żądanie nie dotarło w całości na czas. Proszę wysłać je ponownie.
HTTP_UNSUPPORTED_CONTENT_ENCODING = Żądanie musi zostać wysłane bez kodowania treści, takiego jak gzip.
HTTP_UNSUPPORTED_MEDIA_TYPE = Żądanie musi zostać wysłane jako application/json.

## Query parameters of a URL

PARAMETER_UNKNOWN = Ten adres nie ma takiego parametru. Jego parametry to: { $known }.
PARAMETER_REPEATED = Ten parametr można podać tylko raz.
PARAMETER_MISSING = Brakuje tego parametru.
PARAMETER_VALUE_UNKNOWN = To nie jest jedna z wartości tego parametru, którymi są: { $allowed }.

## Values shared by all features

FIELD_REQUIRED = Wartość jest tu wymagana.
ID_MALFORMED = To nie jest identyfikator oczekiwanego rodzaju.
CURSOR_INVALID = Ten kursor nie pasuje do tej listy, jej kolejności lub jej filtra.
PAGE_SIZE_OUT_OF_RANGE = { $maximum ->
    [one] Strona zawiera od 0 do { $maximum } wpisu.
    [few] Strona zawiera od 0 do { $maximum } wpisów.
    [many] Strona zawiera od 0 do { $maximum } wpisów.
   *[other] Strona zawiera od 0 do { $maximum } wpisu.
}
PAGE_DIRECTION_AMBIGUOUS = Proszę zażądać pierwszych albo ostatnich wpisów listy, a nie jednych i drugich.
TEXT_BLANK = Ten tekst nie może być pusty.
TEXT_TOO_LONG = { $maximum ->
    [one] Ten tekst jest zbyt długi: może mieć najwyżej { $maximum } znak.
    [few] Ten tekst jest zbyt długi: może mieć najwyżej { $maximum } znaki.
    [many] Ten tekst jest zbyt długi: może mieć najwyżej { $maximum } znaków.
   *[other] Ten tekst jest zbyt długi: może mieć najwyżej { $maximum } znaku.
}
TEXT_CONTROL_CHARACTER = Ten tekst zawiera niewidoczny znak sterujący, co jest niedozwolone. Proszę wpisać tekst zamiast go wklejać.
TEXT_BIDI_UNPAIRED = Ten tekst zawiera znacznik kierunku pisma bez pary. Proszę wpisać tekst zamiast go wklejać.
LIST_TOO_LONG = { $maximum ->
    [one] Ta lista jest zbyt długa: może mieć najwyżej { $maximum } wpis.
    [few] Ta lista jest zbyt długa: może mieć najwyżej { $maximum } wpisy.
    [many] Ta lista jest zbyt długa: może mieć najwyżej { $maximum } wpisów.
   *[other] Ta lista jest zbyt długa: może mieć najwyżej { $maximum } wpisu.
}
DATE_INVALID = Nie ma takiej daty. Proszę podać rok, miesiąc i dzień, na przykład 1987-03-25.
TIMESTAMP_INVALID = To nie jest prawidłowa data z godziną. Proszę ją zapisać jak w tym przykładzie: 2026-06-30T09:30:00+01:00.
TIMESTAMP_WITHOUT_OFFSET = Brakuje przesunięcia względem UTC. Proszę je podać na końcu, na przykład +01:00 lub Z.
RANGE_ENDS_BEFORE_START = Zakres kończy się, zanim się zacznie.
TIME_ZONE_UNKNOWN = Ta strefa czasowa nie jest znana. Proszę podać jej nazwę IANA, na przykład Europe/London.
LOCALE_INVALID = To nie jest znacznik języka. Proszę podać na przykład cy lub en-GB.
EMAIL_INVALID = To nie jest prawidłowy adres e-mail.
PHONE_INVALID = To nie jest prawidłowy numer telefonu. Numery spoza Zjednoczonego Królestwa zaczynają się od + i numeru kierunkowego kraju.
POSTCODE_INVALID = To nie jest kod pocztowy Zjednoczonego Królestwa. Proszę podać go w całości. Przykład poprawny: SW1A 1AA.
PHONE_EXTENSION = Ten numer telefonu zawiera numer wewnętrzny. Proszę podać numer bez niego.

## Idempotency keys

IDEMPOTENCY_KEY_INVALID = { $maximum ->
    [one] Klucz idempotencji składa się z co najmniej jednego i najwyżej { $maximum } widocznego znaku ASCII, bez spacji.
    [few] Klucz idempotencji składa się z co najmniej jednego i najwyżej { $maximum } widocznych znaków ASCII, bez spacji.
    [many] Klucz idempotencji składa się z co najmniej jednego i najwyżej { $maximum } widocznych znaków ASCII, bez spacji.
   *[other] Klucz idempotencji składa się z co najmniej jednego i najwyżej { $maximum } widocznego znaku ASCII, bez spacji.
}
IDEMPOTENCY_KEY_REUSED = Tego klucza idempotencji użyto już z innymi danymi. Proszę wysłać ponownie dokładnie te same dane albo wybrać nowy klucz.

## Patients

PATIENT_NHS_NUMBER_FORMAT = Numer NHS jest nieprawidłowy: musi mieć dziesięć cyfr.
PATIENT_NHS_NUMBER_CHECKSUM = Numer NHS jest nieprawidłowy: jego cyfra kontrolna się nie zgadza.
PATIENT_NHS_NUMBER_REPEATED_DIGIT = Numer NHS jest nieprawidłowy: numer złożony z dziesięciu jednakowych cyfr nigdy nie jest nadawany.
PATIENT_NHS_NUMBER_TAKEN = Pacjent o tym numerze NHS jest już zarejestrowany.
PATIENT_DATE_OF_BIRTH_IN_FUTURE = Data urodzenia przypada w przyszłości.
PATIENT_DATE_OF_BIRTH_TOO_EARLY = Data urodzenia nie może być wcześniejsza niż { $earliestLocal }.
PATIENT_HAS_APPOINTMENTS = { $appointments ->
    [one] Nie można usunąć pacjenta: zapisana jest { $appointments } wizyta.
    [few] Nie można usunąć pacjenta: zapisane są { $appointments } wizyty.
    [many] Nie można usunąć pacjenta: zapisanych jest { $appointments } wizyt.
   *[other] Nie można usunąć pacjenta: zapisane jest { $appointments } wizyty.
}
PATIENT_SEARCH_TOO_MANY_WORDS = { $maximum ->
    [one] Proszę szukać mniejszej liczby słów: dozwolone jest najwyżej { $maximum } słowo.
    [few] Proszę szukać mniejszej liczby słów: dozwolone są najwyżej { $maximum } słowa.
    [many] Proszę szukać mniejszej liczby słów: dozwolonych jest najwyżej { $maximum } słów.
   *[other] Proszę szukać mniejszej liczby słów: dozwolone jest najwyżej { $maximum } słowa.
}

## Clinicians, departments and organisations

CLINICIAN_IN_USE = { $appointments ->
    [one] Nie można usunąć pracownika medycznego: zapisana jest { $appointments } wizyta.
    [few] Nie można usunąć pracownika medycznego: zapisane są { $appointments } wizyty.
    [many] Nie można usunąć pracownika medycznego: zapisanych jest { $appointments } wizyt.
   *[other] Nie można usunąć pracownika medycznego: zapisane jest { $appointments } wizyty.
}
CLINICIAN_POST_ENDS_BEFORE_START = Zatrudnienie na stanowisku kończy się, zanim się zacznie.
CLINICIAN_POSTS_OVERLAP = Dwa okresy zatrudnienia w tej samej organizacji nakładają się na siebie.
DEPARTMENT_CODE_INVALID = { $maximum ->
    [one] Kod oddziału ma najwyżej { $maximum } znak: tylko litery od A do Z, cyfry, łączniki i podkreślenia.
    [few] Kod oddziału ma najwyżej { $maximum } znaki: tylko litery od A do Z, cyfry, łączniki i podkreślenia.
    [many] Kod oddziału ma najwyżej { $maximum } znaków: tylko litery od A do Z, cyfry, łączniki i podkreślenia.
   *[other] Kod oddziału ma najwyżej { $maximum } znaku: tylko litery od A do Z, cyfry, łączniki i podkreślenia.
}
DEPARTMENT_CODE_TAKEN = Inny oddział ma już ten kod.
DEPARTMENT_NAME_TAKEN = Inny oddział ma już tę nazwę.
DEPARTMENT_IN_USE = Nie można usunąć oddziału: są do niego przypisani pracownicy medyczni lub wizyty.
ORGANISATION_ODS_CODE_INVALID = To nie jest kod ODS: taki kod składa się z trzech do dwunastu znaków, którymi są litery od A do Z i cyfry.
ORGANISATION_ODS_CODE_TAKEN = Inna organizacja ma już ten kod ODS.
ORGANISATION_IN_USE = Nie można usunąć organizacji: są do niej przypisane stanowiska lub wizyty.

## Appointments

APPOINTMENT_STARTS_IN_PAST = Wizyta musi zaczynać się w przyszłości.
APPOINTMENT_ENDS_IN_PAST = Wizyta musi kończyć się w przyszłości.
BOOKING_TOO_FAR = { $maximumAdvanceDays ->
    [one] Wizyta jest zbyt odległa: musi zacząć się w ciągu { $maximumAdvanceDays } dnia.
    [few] Wizyta jest zbyt odległa: musi zacząć się w ciągu { $maximumAdvanceDays } dni.
    [many] Wizyta jest zbyt odległa: musi zacząć się w ciągu { $maximumAdvanceDays } dni.
   *[other] Wizyta jest zbyt odległa: musi zacząć się w ciągu { $maximumAdvanceDays } dnia.
}
BOOKING_TOO_LONG = { $maximumMinutes ->
    [one] Wizyta jest zbyt długa: może trwać najwyżej { $maximumMinutes } minutę.
    [few] Wizyta jest zbyt długa: może trwać najwyżej { $maximumMinutes } minuty.
    [many] Wizyta jest zbyt długa: może trwać najwyżej { $maximumMinutes } minut.
   *[other] Wizyta jest zbyt długa: może trwać najwyżej { $maximumMinutes } minuty.
}
BOOKING_LIMIT_REACHED = { $maximum ->
    [one] Jednocześnie można mieć najwyżej { $maximum } nadchodzącą wizytę. Proszę ją odwołać albo umówić kolejną, gdy się odbędzie.
    [few] Jednocześnie można mieć najwyżej { $maximum } nadchodzące wizyty. Proszę odwołać jedną z nich albo umówić kolejną, gdy jedna się odbędzie.
    [many] Jednocześnie można mieć najwyżej { $maximum } nadchodzących wizyt. Proszę odwołać jedną z nich albo umówić kolejną, gdy jedna się odbędzie.
   *[other] Jednocześnie można mieć najwyżej { $maximum } nadchodzącej wizyty. Proszę odwołać jedną z nich albo umówić kolejną, gdy jedna się odbędzie.
}
APPOINTMENT_ENDS_TOO_LATE = Wizyta musi zakończyć się przed rokiem 10000.
APPOINTMENT_BEFORE_BIRTH = Wizyta przypada przed datą urodzenia pacjenta.
APPOINTMENT_DURATION_OUT_OF_RANGE = { $maximumMinutes ->
    [one] Wizyta musi trwać od { $minimumMinutes } do { $maximumMinutes } minuty.
    [few] Wizyta musi trwać od { $minimumMinutes } do { $maximumMinutes } minut.
    [many] Wizyta musi trwać od { $minimumMinutes } do { $maximumMinutes } minut.
   *[other] Wizyta musi trwać od { $minimumMinutes } do { $maximumMinutes } minuty.
}
APPOINTMENT_POSTCODE_MISSING = Brakuje miejsca wizyty: proszę podać kod pocztowy albo organizację, od której zostanie on przejęty.
APPOINTMENT_CLINICIAN_BUSY = Pracownik medyczny ma już wizytę w tym czasie.
APPOINTMENT_PATIENT_BUSY = Pacjent ma już wizytę w tym czasie.
APPOINTMENT_ATTENDANCE_NOT_OPEN = Jest za wcześnie, aby odnotować obecność: będzie to możliwe od { $opensAtLocal } ({ $timeZone }).
APPOINTMENT_ALREADY_ATTENDED = Pacjent stawił się już na tę wizytę.
APPOINTMENT_ALREADY_CANCELLED = Ta wizyta została już odwołana. Proszę umówić inną.
APPOINTMENT_ALREADY_MISSED = Ta wizyta już się zakończyła, a pacjent się na nią nie stawił. Proszę umówić inną.

## Accounts

ACCOUNT_CREDENTIALS_INVALID = Ten adres e-mail i to hasło nie pasują do żadnego aktywnego konta. Proszę sprawdzić jedno i drugie i spróbować ponownie.
ACCOUNT_DETAILS_NOT_RECOGNISED = Nie udało się założyć konta z tymi danymi. Proszę je sprawdzić lub zapytać w swojej przychodni.
ACCOUNT_EMAIL_TAKEN = Inne konto ma już ten adres e-mail.
ACCOUNT_LAST_ADMIN = To ostatni aktywny administrator: musi pozostać co najmniej jeden.
ACCOUNT_PASSWORD_GUESSABLE = To hasło szybko by odgadnięto. Proszę wybrać inne, na przykład kilka niezwiązanych ze sobą słów.
ACCOUNT_PASSWORD_TOO_LONG = { $maximum ->
    [one] Hasło jest za długie: dozwolony jest najwyżej { $maximum } znak.
    [few] Hasło jest za długie: dozwolone są najwyżej { $maximum } znaki.
    [many] Hasło jest za długie: dozwolonych jest najwyżej { $maximum } znaków.
   *[other] Hasło jest za długie: dozwolone jest najwyżej { $maximum } znaku.
}
ACCOUNT_PASSWORD_TOO_SHORT = { $minimum ->
    [one] Hasło jest za krótkie: musi mieć co najmniej { $minimum } znak.
    [few] Hasło jest za krótkie: musi mieć co najmniej { $minimum } znaki.
    [many] Hasło jest za krótkie: musi mieć co najmniej { $minimum } znaków.
   *[other] Hasło jest za krótkie: musi mieć co najmniej { $minimum } znaku.
}
ACCOUNT_PASSWORD_WRONG = To nie jest hasło do tego konta.
ACCOUNT_PATIENT_NOT_ALLOWED = Tylko konto pacjenta można powiązać z kartoteką pacjenta: proszę nie podawać pacjenta.
ACCOUNT_PATIENT_REQUIRED = Konto pacjenta musi być powiązane z jego kartoteką: proszę podać, dla którego pacjenta jest to konto.
ACCOUNT_PATIENT_TAKEN = Do kartoteki tego pacjenta należy już inne konto.
ACCOUNT_REFRESH_TOKEN_INVALID = Ta sesja się zakończyła. Proszę zalogować się ponownie.

## Statystyka

STATISTICS_PERIOD_EMPTY = Okres musi się kończyć po dniu, w którym się zaczyna.
STATISTICS_PERIOD_OUT_OF_RANGE = Statystyka obejmuje dni od { $earliestLocal } do { $latestLocal }.
STATISTICS_HOUR_OUT_OF_RANGE = Godzina dnia to liczba od 0 do 23.
STATISTICS_TOO_MANY_BUCKETS = { $maximum ->
    [one] Odpowiedź miałaby zbyt wiele wierszy: limit to { $maximum }. Proszę wybrać krótszy okres, dłuższy przedział lub mniej grup.
    [few] Odpowiedź miałaby zbyt wiele wierszy: limit to { $maximum }. Proszę wybrać krótszy okres, dłuższy przedział lub mniej grup.
    [many] Odpowiedź miałaby zbyt wiele wierszy: limit to { $maximum }. Proszę wybrać krótszy okres, dłuższy przedział lub mniej grup.
   *[other] Odpowiedź miałaby zbyt wiele wierszy: limit to { $maximum }. Proszę wybrać krótszy okres, dłuższy przedział lub mniej grup.
}
STATISTICS_COST_OUT_OF_RANGE = { $maximum ->
    [one] Koszt musi być kwotą od 0 do { $maximum }, z najwyżej czterema miejscami po przecinku.
    [few] Koszt musi być kwotą od 0 do { $maximum }, z najwyżej czterema miejscami po przecinku.
    [many] Koszt musi być kwotą od 0 do { $maximum }, z najwyżej czterema miejscami po przecinku.
   *[other] Koszt musi być kwotą od 0 do { $maximum }, z najwyżej czterema miejscami po przecinku.
}
STATISTICS_COST_AMBIGUOUS = Proszę podać koszt wizyty albo koszt godziny, a nie oba.

## Import

IMPORT_ROW_MALFORMED = Ten wiersz nie ma oczekiwanej postaci: { $detail }
IMPORT_MEMBER_REPEATED = To pole podano więcej niż raz.
IMPORT_CONFLICT = Istnieje już inny rekord o tej samej tożsamości; import nigdy go nie nadpisuje.
IMPORT_ID_INVALID = Identyfikator wizyty musi być typu UUID.
IMPORT_ID_NIL = Zerowy UUID niczego nie identyfikuje; należy nadać rekordowi własny UUID.
IMPORT_STATUS_UNKNOWN = Status musi być jednym z następujących: active, attended, cancelled lub missed.
IMPORT_DURATION_INVALID = Czas trwania należy podać w godzinach i minutach, na przykład 15m, 1h lub 1h30m.
IMPORT_PATIENT_UNKNOWN = Żaden pacjent o tym numerze NHS nie jest zarejestrowany ani zaimportowany.
IMPORT_CLINICIAN_AMBIGUOUS = Kilku pracowników medycznych oddziału ma dokładnie takie imię i nazwisko.
IMPORT_NAME_AMBIGUOUS = Kilka zapisanych nazw różni się od tej tylko wielkością liter lub zewnętrznymi spacjami: { $first }, { $second }. Należy zapisać nazwę tak jak jedną z nich.
IMPORT_MISSED_IN_FUTURE = Wizyta, która jeszcze się nie zakończyła, nie może być uznana za opuszczoną.
IMPORT_ATTENDED_IN_FUTURE = Pacjent nie mógł stawić się na wizytę, która przypada w przyszłości.
