# One message per error code; the message id is the code. See ARCHITECTURE.md, "Errors".

## General

NOT_FOUND = Ni chafwyd hyd i unrhyw beth o dan y dynodwr hwn.
VERSION_CONFLICT = Mae rhywun arall wedi newid y cofnod hwn yn y cyfamser: fersiwn { $currentVersion } ydyw bellach. Llwythwch ef eto, yna ailadroddwch eich newid.
UNAUTHENTICATED = Nid ydych wedi mewngofnodi, neu mae eich sesiwn wedi dod i ben. Mewngofnodwch.
FORBIDDEN = Ni chaniateir i'ch cyfrif wneud hyn. Os oes angen ichi ei wneud, gofynnwch i weinyddwr.
# Below a minute, `retryAfterMinutes` is 0, and the message shows seconds.
RATE_LIMITED = { $retryAfterMinutes ->
    [0] { $retryAfterSeconds ->
        [zero] Gormod o geisiadau: rhowch gynnig arall arni ymhen { $retryAfterSeconds } eiliad.
        [one] Gormod o geisiadau: rhowch gynnig arall arni ymhen { $retryAfterSeconds } eiliad.
        [two] Gormod o geisiadau: rhowch gynnig arall arni ymhen { $retryAfterSeconds } eiliad.
        [few] Gormod o geisiadau: rhowch gynnig arall arni ymhen { $retryAfterSeconds } eiliad.
        [many] Gormod o geisiadau: rhowch gynnig arall arni ymhen { $retryAfterSeconds } eiliad.
       *[other] Gormod o geisiadau: rhowch gynnig arall arni ymhen { $retryAfterSeconds } eiliad.
    }
    [zero] Gormod o geisiadau: rhowch gynnig arall arni ymhen { $retryAfterMinutes } munud.
    [one] Gormod o geisiadau: rhowch gynnig arall arni ymhen { $retryAfterMinutes } munud.
    [two] Gormod o geisiadau: rhowch gynnig arall arni ymhen { $retryAfterMinutes } funud.
    [few] Gormod o geisiadau: rhowch gynnig arall arni ymhen { $retryAfterMinutes } munud.
    [many] Gormod o geisiadau: rhowch gynnig arall arni ymhen { $retryAfterMinutes } munud.
   *[other] Gormod o geisiadau: rhowch gynnig arall arni ymhen { $retryAfterMinutes } munud.
}
SERVICE_UNAVAILABLE = Ni all y gwasanaeth ateb ar hyn o bryd. Rhowch gynnig arall arni ymhen ychydig.
INTERNAL = Mae'n ddrwg gennym, aeth rhywbeth o'i le ar ein hochr ni. Os byddwch yn rhoi gwybod amdano, dyfynnwch ddynodwr y cais: { $requestId }.

## The GraphQL layer

GRAPHQL_PARSE_FAILED = Nid yw'r ymholiad yn ddogfen GraphQL wedi'i llunio'n gywir: { $detail }
GRAPHQL_VALIDATION_FAILED = Nid yw'r ymholiad yn cyd-fynd â'r sgema: { $detail }
BAD_USER_INPUT = Nid yw'r gwerth hwn o'r math disgwyliedig.
QUERY_TOO_COMPLEX = Mae'r ymholiad yn gofyn am ormod ar unwaith: { $detail }
OPERATION_NOT_ALLOWED = Dim ond gweithrediadau ar y rhestr y gellir eu rhedeg yma, ac nid yw hwn yn un ohonynt.
OPERATION_TEXT_DIFFERS = Mae'r gweithrediad hwn yn wahanol i un ar y rhestr mewn meysydd __typename, trefn, bylchau neu sylwadau yn unig. Rhowch y testun ar y rhestr fel y mae'r llyfrgell cleient yn ei anfon, neu anfonwch ddynodwr yr un sydd ar y rhestr.
PERSISTED_QUERY_NOT_FOUND = Nid oes gweithrediad ar y rhestr o dan y dynodwr hwn.
PERSISTED_QUERY_NOT_SUPPORTED = Ni chedwir gweithrediadau yma: anfonwch destun yr ymholiad.

## HTTP

HTTP_BODY_INVALID = Rhaid i gorff y cais fod yn wrthrych JSON sy'n cynnwys ymholiad GraphQL: { $detail }
HTTP_BODY_TOO_LARGE = { $maximumBytes ->
    [zero] Mae corff y cais yn rhy fawr: derbynnir { $maximumBytes } beit ar y mwyaf.
    [one] Mae corff y cais yn rhy fawr: derbynnir { $maximumBytes } beit ar y mwyaf.
    [two] Mae corff y cais yn rhy fawr: derbynnir { $maximumBytes } feit ar y mwyaf.
    [few] Mae corff y cais yn rhy fawr: derbynnir { $maximumBytes } beit ar y mwyaf.
    [many] Mae corff y cais yn rhy fawr: derbynnir { $maximumBytes } beit ar y mwyaf.
   *[other] Mae corff y cais yn rhy fawr: derbynnir { $maximumBytes } beit ar y mwyaf.
}
HTTP_HOST_INVALID = Rhaid i'r cais enwi un gwesteiwr dilys, a dim ond un, yn ei bennyn Host.
HTTP_METHOD_NOT_ALLOWED = Nid yw'r cyfeiriad hwn yn derbyn y dull HTTP hwn.
HTTP_MISDIRECTED_REQUEST = Mae'r cais hwn wedi'i fwriadu ar gyfer gwesteiwr arall. Dim ond i localhost y mae'r gweinydd hwn yn ateb.
HTTP_NOT_ACCEPTABLE = Ni ellir rhoi'r ateb yn unrhyw un o'r mathau o gyfryngau y mae'r cais yn eu derbyn.
HTTP_NOT_FOUND = Nid oes dim yn y cyfeiriad hwn.
HTTP_REQUEST_TIMEOUT = Ni chyrhaeddodd y cais cyfan mewn pryd. Anfonwch ef eto.
HTTP_UNSUPPORTED_CONTENT_ENCODING = Rhaid anfon y cais heb amgodiad cynnwys megis gzip.
HTTP_UNSUPPORTED_MEDIA_TYPE = Rhaid anfon y cais ar ffurf application/json.

## Query parameters of a URL

PARAMETER_UNKNOWN = Nid oes paramedr o'r fath gan y cyfeiriad hwn. Ei baramedrau yw: { $known }.
PARAMETER_REPEATED = Dim ond unwaith y gellir rhoi'r paramedr hwn.
PARAMETER_MISSING = Mae'r paramedr hwn ar goll.
PARAMETER_VALUE_UNKNOWN = Nid yw hwn yn un o werthoedd y paramedr hwn, sef: { $allowed }.

## Values shared by all features

FIELD_REQUIRED = Mae angen gwerth yma.
ID_MALFORMED = Nid yw hwn yn ddynodwr o'r math disgwyliedig.
CURSOR_INVALID = Nid yw'r cyrchwr hwn yn perthyn i'r rhestr hon, i'w threfn nac i'w hidlydd.
PAGE_SIZE_OUT_OF_RANGE = { $maximum ->
    [zero] Gall tudalen gynnwys o 0 i { $maximum } cofnod.
    [one] Gall tudalen gynnwys o 0 i { $maximum } cofnod.
    [two] Gall tudalen gynnwys o 0 i { $maximum } gofnod.
    [few] Gall tudalen gynnwys o 0 i { $maximum } chofnod.
    [many] Gall tudalen gynnwys o 0 i { $maximum } chofnod.
   *[other] Gall tudalen gynnwys o 0 i { $maximum } cofnod.
}
PAGE_DIRECTION_AMBIGUOUS = Gofynnwch am gofnodion cyntaf y rhestr neu am ei chofnodion olaf, nid am y ddau.
TEXT_BLANK = Ni chaiff y testun hwn fod yn wag.
TEXT_TOO_LONG = { $maximum ->
    [zero] Mae'r testun hwn yn rhy hir: caniateir { $maximum } nod ar y mwyaf.
    [one] Mae'r testun hwn yn rhy hir: caniateir { $maximum } nod ar y mwyaf.
    [two] Mae'r testun hwn yn rhy hir: caniateir { $maximum } nod ar y mwyaf.
    [few] Mae'r testun hwn yn rhy hir: caniateir { $maximum } nod ar y mwyaf.
    [many] Mae'r testun hwn yn rhy hir: caniateir { $maximum } nod ar y mwyaf.
   *[other] Mae'r testun hwn yn rhy hir: caniateir { $maximum } nod ar y mwyaf.
}
TEXT_CONTROL_CHARACTER = Mae'r testun hwn yn cynnwys nod rheoli anweledig, ac ni chaniateir hynny. Teipiwch y testun yn lle ei ludo.
TEXT_BIDI_UNPAIRED = Mae'r testun hwn yn cynnwys marc cyfeiriad ysgrifennu heb ei bâr. Teipiwch y testun yn lle ei ludo.
LIST_TOO_LONG = { $maximum ->
    [zero] Mae'r rhestr hon yn rhy hir: caniateir { $maximum } cofnod ar y mwyaf.
    [one] Mae'r rhestr hon yn rhy hir: caniateir { $maximum } cofnod ar y mwyaf.
    [two] Mae'r rhestr hon yn rhy hir: caniateir { $maximum } gofnod ar y mwyaf.
    [few] Mae'r rhestr hon yn rhy hir: caniateir { $maximum } chofnod ar y mwyaf.
    [many] Mae'r rhestr hon yn rhy hir: caniateir { $maximum } chofnod ar y mwyaf.
   *[other] Mae'r rhestr hon yn rhy hir: caniateir { $maximum } cofnod ar y mwyaf.
}
DATE_INVALID = Nid oes dyddiad o'r fath. Ysgrifennwch ef fel blwyddyn, mis a diwrnod, er enghraifft 1987-03-25.
TIMESTAMP_INVALID = Nid yw hwn yn bwynt mewn amser. Ysgrifennwch ef fel yn yr enghraifft hon: 2026-06-30T09:30:00+01:00.
TIMESTAMP_WITHOUT_OFFSET = Mae'r gwahaniaeth oddi wrth UTC ar goll. Ysgrifennwch ef ar y diwedd, er enghraifft +01:00 neu Z.
RANGE_ENDS_BEFORE_START = Mae'r ystod yn dod i ben cyn iddi ddechrau.
TIME_ZONE_UNKNOWN = Nid yw'r gylchfa amser hon yn hysbys. Rhowch ei henw IANA, er enghraifft Europe/London.
LOCALE_INVALID = Nid yw hwn yn dag iaith. Rhowch un fel cy neu en-GB.
EMAIL_INVALID = Nid yw hwn yn gyfeiriad e-bost dilys.
PHONE_INVALID = Nid yw hwn yn rhif ffôn dilys. Mae rhifau o'r tu allan i'r Deyrnas Unedig yn dechrau gyda + a chod y wlad.
POSTCODE_INVALID = Nid yw hwn yn god post yn y DU. Ysgrifennwch ef yn llawn. Dyma enghraifft gywir: SW1A 1AA.
PHONE_EXTENSION = Mae estyniad i'r rhif ffôn hwn. Rhowch y rhif hebddo.

## Idempotency keys

IDEMPOTENCY_KEY_INVALID = { $maximum ->
    [zero] Mae gan allwedd ailadrodd (idempotency key) o leiaf un nod ASCII gweladwy a dim mwy na { $maximum } nod, heb fylchau.
    [one] Mae gan allwedd ailadrodd (idempotency key) o leiaf un nod ASCII gweladwy a dim mwy na { $maximum } nod, heb fylchau.
    [two] Mae gan allwedd ailadrodd (idempotency key) o leiaf un nod ASCII gweladwy a dim mwy na { $maximum } nod, heb fylchau.
    [few] Mae gan allwedd ailadrodd (idempotency key) o leiaf un nod ASCII gweladwy a dim mwy na { $maximum } nod, heb fylchau.
    [many] Mae gan allwedd ailadrodd (idempotency key) o leiaf un nod ASCII gweladwy a dim mwy na { $maximum } nod, heb fylchau.
   *[other] Mae gan allwedd ailadrodd (idempotency key) o leiaf un nod ASCII gweladwy a dim mwy na { $maximum } nod, heb fylchau.
}
IDEMPOTENCY_KEY_REUSED = Defnyddiwyd yr allwedd ailadrodd hon (idempotency key) eisoes gyda mewnbwn arall. Anfonwch yr un mewnbwn yn union eto, neu dewiswch allwedd newydd.

## Patients

PATIENT_NHS_NUMBER_FORMAT = Mae'r rhif GIG yn annilys: rhaid iddo gynnwys deg digid.
PATIENT_NHS_NUMBER_CHECKSUM = Mae'r rhif GIG yn annilys: nid yw'r digid gwirio yn cyfateb.
PATIENT_NHS_NUMBER_REPEATED_DIGIT = Mae'r rhif GIG yn annilys: ni chaiff rhif o ddeg digid unfath ei ddyroddi byth.
PATIENT_NHS_NUMBER_TAKEN = Mae claf â'r rhif GIG hwn eisoes wedi'i gofrestru.
PATIENT_DATE_OF_BIRTH_IN_FUTURE = Mae'r dyddiad geni yn y dyfodol.
PATIENT_DATE_OF_BIRTH_TOO_EARLY = Ni chaiff y dyddiad geni fod cyn { $earliestLocal }.
PATIENT_HAS_APPOINTMENTS = { $appointments ->
    [zero] Ni ellir dileu'r claf: mae { $appointments } apwyntiad wedi'u cofnodi.
    [one] Ni ellir dileu'r claf: mae { $appointments } apwyntiad wedi'i gofnodi.
    [two] Ni ellir dileu'r claf: mae { $appointments } apwyntiad wedi'u cofnodi.
    [few] Ni ellir dileu'r claf: mae { $appointments } apwyntiad wedi'u cofnodi.
    [many] Ni ellir dileu'r claf: mae { $appointments } apwyntiad wedi'u cofnodi.
   *[other] Ni ellir dileu'r claf: mae { $appointments } apwyntiad wedi'u cofnodi.
}
PATIENT_SEARCH_TOO_MANY_WORDS = { $maximum ->
    [zero] Chwiliwch am lai o eiriau: caniateir { $maximum } gair ar y mwyaf.
    [one] Chwiliwch am lai o eiriau: caniateir { $maximum } gair ar y mwyaf.
    [two] Chwiliwch am lai o eiriau: caniateir { $maximum } air ar y mwyaf.
    [few] Chwiliwch am lai o eiriau: caniateir { $maximum } gair ar y mwyaf.
    [many] Chwiliwch am lai o eiriau: caniateir { $maximum } gair ar y mwyaf.
   *[other] Chwiliwch am lai o eiriau: caniateir { $maximum } gair ar y mwyaf.
}

## Clinicians, departments and organisations

CLINICIAN_IN_USE = { $appointments ->
    [zero] Ni ellir dileu'r clinigydd: mae { $appointments } apwyntiad wedi'u cofnodi.
    [one] Ni ellir dileu'r clinigydd: mae { $appointments } apwyntiad wedi'i gofnodi.
    [two] Ni ellir dileu'r clinigydd: mae { $appointments } apwyntiad wedi'u cofnodi.
    [few] Ni ellir dileu'r clinigydd: mae { $appointments } apwyntiad wedi'u cofnodi.
    [many] Ni ellir dileu'r clinigydd: mae { $appointments } apwyntiad wedi'u cofnodi.
   *[other] Ni ellir dileu'r clinigydd: mae { $appointments } apwyntiad wedi'u cofnodi.
}
CLINICIAN_POST_ENDS_BEFORE_START = Mae'r swydd yn dod i ben cyn iddi ddechrau.
CLINICIAN_POSTS_OVERLAP = Mae dwy swydd yn yr un sefydliad yn gorgyffwrdd.
DEPARTMENT_CODE_INVALID = { $maximum ->
    [zero] Mae gan god adran { $maximum } nod ar y mwyaf: dim ond y llythrennau A i Z, digidau, cysylltnodau a thanlinellau.
    [one] Mae gan god adran { $maximum } nod ar y mwyaf: dim ond y llythrennau A i Z, digidau, cysylltnodau a thanlinellau.
    [two] Mae gan god adran { $maximum } nod ar y mwyaf: dim ond y llythrennau A i Z, digidau, cysylltnodau a thanlinellau.
    [few] Mae gan god adran { $maximum } nod ar y mwyaf: dim ond y llythrennau A i Z, digidau, cysylltnodau a thanlinellau.
    [many] Mae gan god adran { $maximum } nod ar y mwyaf: dim ond y llythrennau A i Z, digidau, cysylltnodau a thanlinellau.
   *[other] Mae gan god adran { $maximum } nod ar y mwyaf: dim ond y llythrennau A i Z, digidau, cysylltnodau a thanlinellau.
}
DEPARTMENT_CODE_TAKEN = Mae gan adran arall y cod hwn eisoes.
DEPARTMENT_NAME_TAKEN = Mae gan adran arall yr enw hwn eisoes.
DEPARTMENT_IN_USE = Ni ellir dileu'r adran: mae clinigwyr neu apwyntiadau yn perthyn iddi.
ORGANISATION_ODS_CODE_INVALID = Nid yw hwn yn god ODS: mae cod o'r fath yn cynnwys rhwng tri a deuddeg o nodau, sef y llythrennau A i Z a digidau.
ORGANISATION_ODS_CODE_TAKEN = Mae gan sefydliad arall y cod ODS hwn eisoes.
ORGANISATION_IN_USE = Ni ellir dileu'r sefydliad: mae swyddi neu apwyntiadau yn perthyn iddo.

## Appointments

APPOINTMENT_STARTS_IN_PAST = Rhaid i'r apwyntiad ddechrau yn y dyfodol.
APPOINTMENT_ENDS_IN_PAST = Rhaid i'r apwyntiad ddod i ben yn y dyfodol.
BOOKING_TOO_FAR = { $maximumAdvanceDays ->
    [zero] Mae'r apwyntiad yn rhy bell i ffwrdd: rhaid iddo ddechrau o fewn { $maximumAdvanceDays } diwrnod.
    [one] Mae'r apwyntiad yn rhy bell i ffwrdd: rhaid iddo ddechrau o fewn { $maximumAdvanceDays } diwrnod.
    [two] Mae'r apwyntiad yn rhy bell i ffwrdd: rhaid iddo ddechrau o fewn { $maximumAdvanceDays } ddiwrnod.
    [few] Mae'r apwyntiad yn rhy bell i ffwrdd: rhaid iddo ddechrau o fewn { $maximumAdvanceDays } diwrnod.
    [many] Mae'r apwyntiad yn rhy bell i ffwrdd: rhaid iddo ddechrau o fewn { $maximumAdvanceDays } diwrnod.
   *[other] Mae'r apwyntiad yn rhy bell i ffwrdd: rhaid iddo ddechrau o fewn { $maximumAdvanceDays } diwrnod.
}
BOOKING_TOO_LONG = { $maximumMinutes ->
    [zero] Mae'r apwyntiad yn rhy hir: caiff bara dim mwy na { $maximumMinutes } munud.
    [one] Mae'r apwyntiad yn rhy hir: caiff bara dim mwy na { $maximumMinutes } munud.
    [two] Mae'r apwyntiad yn rhy hir: caiff bara dim mwy na { $maximumMinutes } funud.
    [few] Mae'r apwyntiad yn rhy hir: caiff bara dim mwy na { $maximumMinutes } munud.
    [many] Mae'r apwyntiad yn rhy hir: caiff bara dim mwy na { $maximumMinutes } munud.
   *[other] Mae'r apwyntiad yn rhy hir: caiff bara dim mwy na { $maximumMinutes } munud.
}
BOOKING_LIMIT_REACHED = { $maximum ->
    [zero] Ni chewch fwy na { $maximum } apwyntiad i ddod ar yr un pryd. Canslwch un, neu trefnwch un arall pan fydd un wedi mynd heibio.
    [one] Ni chewch fwy na { $maximum } apwyntiad i ddod ar yr un pryd. Canslwch un, neu trefnwch un arall pan fydd un wedi mynd heibio.
    [two] Ni chewch fwy na { $maximum } apwyntiad i ddod ar yr un pryd. Canslwch un, neu trefnwch un arall pan fydd un wedi mynd heibio.
    [few] Ni chewch fwy na { $maximum } apwyntiad i ddod ar yr un pryd. Canslwch un, neu trefnwch un arall pan fydd un wedi mynd heibio.
    [many] Ni chewch fwy na { $maximum } apwyntiad i ddod ar yr un pryd. Canslwch un, neu trefnwch un arall pan fydd un wedi mynd heibio.
   *[other] Ni chewch fwy na { $maximum } apwyntiad i ddod ar yr un pryd. Canslwch un, neu trefnwch un arall pan fydd un wedi mynd heibio.
}
APPOINTMENT_ENDS_TOO_LATE = Rhaid i'r apwyntiad ddod i ben cyn y flwyddyn 10000.
APPOINTMENT_BEFORE_BIRTH = Mae'r apwyntiad cyn dyddiad geni'r claf.
APPOINTMENT_DURATION_OUT_OF_RANGE = { $maximumMinutes ->
    [zero] Rhaid i'r apwyntiad bara o leiaf { $minimumMinutes } a dim mwy na { $maximumMinutes } munud.
    [one] Rhaid i'r apwyntiad bara o leiaf { $minimumMinutes } a dim mwy na { $maximumMinutes } munud.
    [two] Rhaid i'r apwyntiad bara o leiaf { $minimumMinutes } a dim mwy na { $maximumMinutes } funud.
    [few] Rhaid i'r apwyntiad bara o leiaf { $minimumMinutes } a dim mwy na { $maximumMinutes } munud.
    [many] Rhaid i'r apwyntiad bara o leiaf { $minimumMinutes } a dim mwy na { $maximumMinutes } munud.
   *[other] Rhaid i'r apwyntiad bara o leiaf { $minimumMinutes } a dim mwy na { $maximumMinutes } munud.
}
APPOINTMENT_POSTCODE_MISSING = Mae'r lleoliad ar goll: rhowch god post, neu sefydliad y gellir cymryd y cod post ohono.
APPOINTMENT_CLINICIAN_BUSY = Mae gan y clinigydd apwyntiad eisoes bryd hynny.
APPOINTMENT_PATIENT_BUSY = Mae gan y claf apwyntiad eisoes bryd hynny.
APPOINTMENT_ATTENDANCE_NOT_OPEN = Mae'n rhy gynnar i gofnodi presenoldeb: bydd modd gwneud hynny o { $opensAtLocal } ({ $timeZone }) ymlaen.
APPOINTMENT_ALREADY_ATTENDED = Mae'r claf eisoes wedi mynychu'r apwyntiad hwn.
APPOINTMENT_ALREADY_CANCELLED = Mae'r apwyntiad hwn eisoes wedi'i ganslo. Trefnwch un arall yn ei le.
APPOINTMENT_ALREADY_MISSED = Mae'r apwyntiad hwn eisoes wedi dod i ben ac fe'i collwyd. Trefnwch un arall yn ei le.

## Accounts

ACCOUNT_CREDENTIALS_INVALID = Nid yw'r cyfeiriad e-bost a'r cyfrinair hyn yn cyfateb i gyfrif gweithredol. Gwiriwch y ddau a rhowch gynnig arall arni.
ACCOUNT_DETAILS_NOT_RECOGNISED = Ni ellid agor cyfrif gyda'r manylion hyn. Gwiriwch nhw, neu holwch eich practis.
ACCOUNT_EMAIL_TAKEN = Mae gan gyfrif arall y cyfeiriad e-bost hwn eisoes.
ACCOUNT_LAST_ADMIN = Dyma'r gweinyddwr gweithredol olaf: rhaid i o leiaf un aros.
ACCOUNT_PASSWORD_GUESSABLE = Byddai'r cyfrinair hwn yn cael ei ddyfalu'n fuan. Dewiswch un arall, er enghraifft ychydig eiriau nad ydynt yn perthyn i'w gilydd.
ACCOUNT_PASSWORD_TOO_LONG = { $maximum ->
    [zero] Mae'r cyfrinair yn rhy hir: caniateir { $maximum } nod ar y mwyaf.
    [one] Mae'r cyfrinair yn rhy hir: caniateir { $maximum } nod ar y mwyaf.
    [two] Mae'r cyfrinair yn rhy hir: caniateir { $maximum } nod ar y mwyaf.
    [few] Mae'r cyfrinair yn rhy hir: caniateir { $maximum } nod ar y mwyaf.
    [many] Mae'r cyfrinair yn rhy hir: caniateir { $maximum } nod ar y mwyaf.
   *[other] Mae'r cyfrinair yn rhy hir: caniateir { $maximum } nod ar y mwyaf.
}
ACCOUNT_PASSWORD_TOO_SHORT = { $minimum ->
    [zero] Mae'r cyfrinair yn rhy fyr: mae angen o leiaf { $minimum } nod.
    [one] Mae'r cyfrinair yn rhy fyr: mae angen o leiaf { $minimum } nod.
    [two] Mae'r cyfrinair yn rhy fyr: mae angen o leiaf { $minimum } nod.
    [few] Mae'r cyfrinair yn rhy fyr: mae angen o leiaf { $minimum } nod.
    [many] Mae'r cyfrinair yn rhy fyr: mae angen o leiaf { $minimum } nod.
   *[other] Mae'r cyfrinair yn rhy fyr: mae angen o leiaf { $minimum } nod.
}
ACCOUNT_PASSWORD_WRONG = Nid dyma gyfrinair eich cyfrif.
ACCOUNT_PATIENT_NOT_ALLOWED = Dim ond cyfrif claf y gellir ei gysylltu â chofnod claf: peidiwch â nodi claf.
ACCOUNT_PATIENT_REQUIRED = Rhaid cysylltu cyfrif claf â chofnod y claf: nodwch ar gyfer pa glaf y mae.
ACCOUNT_PATIENT_TAKEN = Mae cyfrif arall eisoes yn perthyn i gofnod y claf hwn.
ACCOUNT_REFRESH_TOKEN_INVALID = Mae'r sesiwn hon wedi dod i ben. Mewngofnodwch eto.

## Ystadegau

STATISTICS_PERIOD_EMPTY = Rhaid i'r cyfnod ddod i ben ar ôl y diwrnod y mae'n dechrau.
STATISTICS_PERIOD_OUT_OF_RANGE = Mae'r ystadegau'n cwmpasu'r dyddiau o { $earliestLocal } i { $latestLocal }.
STATISTICS_HOUR_OUT_OF_RANGE = Rhif o 0 i 23 yw awr o'r dydd.
STATISTICS_TOO_MANY_BUCKETS = { $maximum ->
    [zero] Byddai gormod o resi yn yr ateb: y terfyn yw { $maximum }. Gofynnwch am gyfnod byrrach, cyfwng hirach neu lai o grwpiau.
    [one] Byddai gormod o resi yn yr ateb: y terfyn yw { $maximum }. Gofynnwch am gyfnod byrrach, cyfwng hirach neu lai o grwpiau.
    [two] Byddai gormod o resi yn yr ateb: y terfyn yw { $maximum }. Gofynnwch am gyfnod byrrach, cyfwng hirach neu lai o grwpiau.
    [few] Byddai gormod o resi yn yr ateb: y terfyn yw { $maximum }. Gofynnwch am gyfnod byrrach, cyfwng hirach neu lai o grwpiau.
    [many] Byddai gormod o resi yn yr ateb: y terfyn yw { $maximum }. Gofynnwch am gyfnod byrrach, cyfwng hirach neu lai o grwpiau.
   *[other] Byddai gormod o resi yn yr ateb: y terfyn yw { $maximum }. Gofynnwch am gyfnod byrrach, cyfwng hirach neu lai o grwpiau.
}
STATISTICS_COST_OUT_OF_RANGE = { $maximum ->
    [zero] Rhaid i'r gost fod yn swm o 0 i { $maximum }, heb fwy na phedwar lle degol.
    [one] Rhaid i'r gost fod yn swm o 0 i { $maximum }, heb fwy na phedwar lle degol.
    [two] Rhaid i'r gost fod yn swm o 0 i { $maximum }, heb fwy na phedwar lle degol.
    [few] Rhaid i'r gost fod yn swm o 0 i { $maximum }, heb fwy na phedwar lle degol.
    [many] Rhaid i'r gost fod yn swm o 0 i { $maximum }, heb fwy na phedwar lle degol.
   *[other] Rhaid i'r gost fod yn swm o 0 i { $maximum }, heb fwy na phedwar lle degol.
}
STATISTICS_COST_AMBIGUOUS = Rhowch gost apwyntiad neu gost awr, nid y ddwy.

## Import

IMPORT_ROW_MALFORMED = Nid yw'r rhes hon ar y ffurf ddisgwyliedig: { $detail }
IMPORT_MEMBER_REPEATED = Mae'r aelod hwn wedi'i roi fwy nag unwaith.
IMPORT_CONFLICT = Mae cofnod gwahanol â'r un hunaniaeth yn bodoli eisoes; nid yw'r mewnforio byth yn ei drosysgrifo.
IMPORT_ID_INVALID = Rhaid i ddynodwr yr apwyntiad fod yn UUID.
IMPORT_ID_NIL = Nid yw'r UUID gwag yn dynodi dim; rhowch ei UUID ei hun i'r cofnod.
IMPORT_STATUS_UNKNOWN = Rhaid i'r statws fod yn un o'r canlynol: active, attended, cancelled neu missed.
IMPORT_DURATION_INVALID = Rhaid ysgrifennu'r hyd mewn oriau a munudau, er enghraifft 15m, 1h neu 1h30m.
IMPORT_PATIENT_UNKNOWN = Nid oes claf â'r rhif GIG hwn wedi'i gofrestru na'i fewnforio.
IMPORT_CLINICIAN_AMBIGUOUS = Mae gan sawl clinigydd yn yr adran yr union enw hwn.
IMPORT_NAME_AMBIGUOUS = Mae sawl enw a gofnodwyd yn wahanol i hwn o ran priflythrennau neu fylchau allanol yn unig: { $first }, { $second }. Ysgrifennwch yr enw fel un ohonynt.
IMPORT_MISSED_IN_FUTURE = Ni all apwyntiad nad yw wedi dod i ben eto fod wedi'i golli.
IMPORT_ATTENDED_IN_FUTURE = Ni all apwyntiad sydd yn y dyfodol fod wedi'i fynychu.
