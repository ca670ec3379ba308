# One message per error code; the message id is the code. See ARCHITECTURE.md, "Errors".

## General

NOT_FOUND = Aucun élément ne correspond à cet identifiant.
VERSION_CONFLICT = Une autre personne a modifié cet enregistrement entre-temps : il en est maintenant à la version { $currentVersion }. Veuillez le recharger, puis refaire votre modification.
UNAUTHENTICATED = Aucune session n’est ouverte, ou elle a expiré. Veuillez vous connecter.
FORBIDDEN = Votre compte n’est pas autorisé à faire cela. Si c’est nécessaire, adressez-vous à l’administration des comptes.
# Below a minute, `retryAfterMinutes` is 0, and the message shows seconds.
RATE_LIMITED = { $retryAfterMinutes ->
    [0] { $retryAfterSeconds ->
        [one] Trop de requêtes : réessayez dans { $retryAfterSeconds } seconde.
        [many] Trop de requêtes : réessayez dans { $retryAfterSeconds } de secondes.
       *[other] Trop de requêtes : réessayez dans { $retryAfterSeconds } secondes.
    }
    [one] Trop de requêtes : réessayez dans { $retryAfterMinutes } minute.
    [many] Trop de requêtes : réessayez dans { $retryAfterMinutes } de minutes.
   *[other] Trop de requêtes : réessayez dans { $retryAfterMinutes } minutes.
}
SERVICE_UNAVAILABLE = Le service ne peut pas répondre pour le moment. Veuillez réessayer dans quelques instants.
INTERNAL = Désolé, une erreur s’est produite de notre côté. Si vous la signalez, veuillez indiquer la référence de la requête : { $requestId }.

## The GraphQL layer

GRAPHQL_PARSE_FAILED = La requête n’est pas un document GraphQL bien formé : { $detail }
GRAPHQL_VALIDATION_FAILED = La requête n’est pas conforme au schéma : { $detail }
BAD_USER_INPUT = Cette valeur n’est pas du type attendu.
QUERY_TOO_COMPLEX = La requête demande trop d’éléments à la fois : { $detail }
OPERATION_NOT_ALLOWED = Seules les opérations répertoriées peuvent être exécutées ici, et celle-ci n’en fait pas partie.
OPERATION_TEXT_DIFFERS = Cette opération ne diffère d’une opération répertoriée que par des champs __typename, l’ordre, des espaces ou des commentaires. Répertoriez le texte tel que la bibliothèque cliente l’envoie, ou envoyez l’identifiant de l’opération répertoriée.
PERSISTED_QUERY_NOT_FOUND = Aucune opération n’est répertoriée sous cet identifiant.
PERSISTED_QUERY_NOT_SUPPORTED = Les opérations ne sont pas conservées ici : envoyez le texte de la requête.

## HTTP

HTTP_BODY_INVALID = Le corps de la requête doit être un objet JSON contenant une requête GraphQL : { $detail }
HTTP_BODY_TOO_LARGE = { $maximumBytes ->
    [one] Le corps de la requête est trop volumineux : { $maximumBytes } octet au maximum est accepté.
    [many] Le corps de la requête est trop volumineux : { $maximumBytes } d’octets au maximum sont acceptés.
   *[other] Le corps de la requête est trop volumineux : { $maximumBytes } octets au maximum sont acceptés.
}
HTTP_HOST_INVALID = La requête doit nommer exactement un hôte valide dans son en-tête Host.
HTTP_METHOD_NOT_ALLOWED = Cette adresse n’accepte pas cette méthode HTTP.
HTTP_MISDIRECTED_REQUEST = Cette requête est destinée à un autre hôte. Ce serveur ne répond qu’au nom localhost.
HTTP_NOT_ACCEPTABLE = La réponse ne peut être fournie dans aucun des types de média acceptés par la requête.
HTTP_NOT_FOUND = Il n’y a rien à cette adresse.
HTTP_REQUEST_TIMEOUT = La requête n’est pas arrivée entièrement à temps. Veuillez la renvoyer.
HTTP_UNSUPPORTED_CONTENT_ENCODING = La requête doit être envoyée sans encodage de contenu tel que gzip.
HTTP_UNSUPPORTED_MEDIA_TYPE = La requête doit être envoyée au format application/json.

## Query parameters of a URL

PARAMETER_UNKNOWN = Cette adresse n’a pas de paramètre de ce nom. Ses paramètres sont : { $known }.
PARAMETER_REPEATED = Ce paramètre ne peut être indiqué qu’une seule fois.
PARAMETER_MISSING = Ce paramètre est manquant.
PARAMETER_VALUE_UNKNOWN = Il ne s’agit pas de l’une des valeurs de ce paramètre, qui sont : { $allowed }.

## Values shared by all features

FIELD_REQUIRED = Une valeur est obligatoire ici.
ID_MALFORMED = Il ne s’agit pas d’un identifiant du type attendu.
CURSOR_INVALID = Ce curseur ne correspond ni à cette liste, ni à son ordre, ni à son filtre.
PAGE_SIZE_OUT_OF_RANGE = { $maximum ->
    [one] Une page contient de 0 à { $maximum } élément.
    [many] Une page contient de 0 à { $maximum } d’éléments.
   *[other] Une page contient de 0 à { $maximum } éléments.
}
PAGE_DIRECTION_AMBIGUOUS = Demandez soit les premiers, soit les derniers éléments d’une liste, mais pas les deux.
TEXT_BLANK = Ce texte ne doit pas être vide.
TEXT_TOO_LONG = { $maximum ->
    [one] Ce texte est trop long : { $maximum } caractère au maximum est autorisé.
    [many] Ce texte est trop long : { $maximum } de caractères au maximum sont autorisés.
   *[other] Ce texte est trop long : { $maximum } caractères au maximum sont autorisés.
}
TEXT_CONTROL_CHARACTER = Ce texte contient un caractère de contrôle invisible, ce qui n’est pas autorisé. Saisissez le texte au lieu de le coller.
TEXT_BIDI_UNPAIRED = Ce texte contient une marque de sens d’écriture non appariée. Saisissez le texte au lieu de le coller.
LIST_TOO_LONG = { $maximum ->
    [one] Cette liste est trop longue : { $maximum } élément au maximum est autorisé.
    [many] Cette liste est trop longue : { $maximum } d’éléments au maximum sont autorisés.
   *[other] Cette liste est trop longue : { $maximum } éléments au maximum sont autorisés.
}
DATE_INVALID = Cette date n’existe pas. Indiquez l’année, le mois et le jour, par exemple 1987-03-25.
TIMESTAMP_INVALID = Il ne s’agit pas d’une date et d’une heure valides. Suivez cet exemple : 2026-06-30T09:30:00+01:00.
TIMESTAMP_WITHOUT_OFFSET = Le décalage par rapport à UTC est manquant. Indiquez-le à la fin, par exemple +01:00 ou Z.
RANGE_ENDS_BEFORE_START = L’intervalle se termine avant d’avoir commencé.
TIME_ZONE_UNKNOWN = Ce fuseau horaire est inconnu. Indiquez son nom IANA, par exemple Europe/London.
LOCALE_INVALID = Il ne s’agit pas d’une étiquette de langue. Indiquez par exemple cy ou en-GB.
EMAIL_INVALID = Cette adresse e-mail n’est pas valide.
PHONE_INVALID = Ce numéro de téléphone n’est pas valide. Les numéros hors du Royaume-Uni commencent par + suivi de l’indicatif du pays.
POSTCODE_INVALID = Il ne s’agit pas d’un code postal du Royaume-Uni. Indiquez-le en entier. Exemple correct : SW1A 1AA.
PHONE_EXTENSION = Ce numéro de téléphone comporte un numéro de poste. Indiquez le numéro sans celui-ci.

## Idempotency keys

IDEMPOTENCY_KEY_INVALID = { $maximum ->
    [one] Une clé d’idempotence comporte au moins un et au plus { $maximum } caractère ASCII visible, sans espace.
    [many] Une clé d’idempotence comporte au moins un et au plus { $maximum } de caractères ASCII visibles, sans espace.
   *[other] Une clé d’idempotence comporte au moins un et au plus { $maximum } caractères ASCII visibles, sans espace.
}
IDEMPOTENCY_KEY_REUSED = Cette clé d’idempotence a déjà été utilisée avec d’autres données. Renvoyez exactement les mêmes données ou choisissez une nouvelle clé.

## Patients

PATIENT_NHS_NUMBER_FORMAT = Le numéro NHS n’est pas valide : il doit comporter dix chiffres.
PATIENT_NHS_NUMBER_CHECKSUM = Le numéro NHS n’est pas valide : son chiffre de contrôle ne correspond pas.
PATIENT_NHS_NUMBER_REPEATED_DIGIT = Le numéro NHS n’est pas valide : un numéro de dix chiffres identiques n’est jamais attribué.
PATIENT_NHS_NUMBER_TAKEN = Un patient portant ce numéro NHS est déjà enregistré.
PATIENT_DATE_OF_BIRTH_IN_FUTURE = La date de naissance se situe dans le futur.
PATIENT_DATE_OF_BIRTH_TOO_EARLY = La date de naissance ne doit pas être antérieure au { $earliestLocal }.
PATIENT_HAS_APPOINTMENTS = { $appointments ->
    [one] Le patient ne peut pas être supprimé : { $appointments } rendez-vous est enregistré.
    [many] Le patient ne peut pas être supprimé : { $appointments } de rendez-vous sont enregistrés.
   *[other] Le patient ne peut pas être supprimé : { $appointments } rendez-vous sont enregistrés.
}
PATIENT_SEARCH_TOO_MANY_WORDS = { $maximum ->
    [one] Recherchez moins de mots : { $maximum } mot au maximum est autorisé.
    [many] Recherchez moins de mots : { $maximum } de mots au maximum sont autorisés.
   *[other] Recherchez moins de mots : { $maximum } mots au maximum sont autorisés.
}

## Clinicians, departments and organisations

CLINICIAN_IN_USE = { $appointments ->
    [one] Le professionnel de santé ne peut pas être supprimé : { $appointments } rendez-vous est enregistré.
    [many] Le professionnel de santé ne peut pas être supprimé : { $appointments } de rendez-vous sont enregistrés.
   *[other] Le professionnel de santé ne peut pas être supprimé : { $appointments } rendez-vous sont enregistrés.
}
CLINICIAN_POST_ENDS_BEFORE_START = Le poste prend fin avant d’avoir commencé.
CLINICIAN_POSTS_OVERLAP = Deux postes dans le même organisme se chevauchent.
DEPARTMENT_CODE_INVALID = { $maximum ->
    [one] Le code d’un service comporte au maximum { $maximum } caractère : uniquement les lettres de A à Z, des chiffres, des traits d’union et des tirets bas.
    [many] Le code d’un service comporte au maximum { $maximum } de caractères : uniquement les lettres de A à Z, des chiffres, des traits d’union et des tirets bas.
   *[other] Le code d’un service comporte au maximum { $maximum } caractères : uniquement les lettres de A à Z, des chiffres, des traits d’union et des tirets bas.
}
DEPARTMENT_CODE_TAKEN = Un autre service possède déjà ce code.
DEPARTMENT_NAME_TAKEN = Un autre service porte déjà ce nom.
DEPARTMENT_IN_USE = Le service ne peut pas être supprimé : des professionnels de santé ou des rendez-vous y sont rattachés.
ORGANISATION_ODS_CODE_INVALID = Il ne s’agit pas d’un code ODS : celui-ci comporte de trois à douze caractères, lettres de A à Z et chiffres.
ORGANISATION_ODS_CODE_TAKEN = Un autre organisme possède déjà ce code ODS.
ORGANISATION_IN_USE = L’organisme ne peut pas être supprimé : des postes ou des rendez-vous y sont rattachés.

## Appointments

APPOINTMENT_STARTS_IN_PAST = Le rendez-vous doit commencer dans le futur.
APPOINTMENT_ENDS_IN_PAST = Le rendez-vous doit se terminer dans le futur.
BOOKING_TOO_FAR = { $maximumAdvanceDays ->
    [one] Le rendez-vous est trop éloigné : il doit commencer dans un délai de { $maximumAdvanceDays } jour.
    [many] Le rendez-vous est trop éloigné : il doit commencer dans un délai de { $maximumAdvanceDays } de jours.
   *[other] Le rendez-vous est trop éloigné : il doit commencer dans un délai de { $maximumAdvanceDays } jours.
}
BOOKING_TOO_LONG = { $maximumMinutes ->
    [one] Le rendez-vous est trop long : il peut durer au plus { $maximumMinutes } minute.
    [many] Le rendez-vous est trop long : il peut durer au plus { $maximumMinutes } de minutes.
   *[other] Le rendez-vous est trop long : il peut durer au plus { $maximumMinutes } minutes.
}
BOOKING_LIMIT_REACHED = { $maximum ->
    [one] Vous pouvez avoir au plus { $maximum } rendez-vous à venir à la fois. Annulez-le, ou réservez-en un autre lorsqu’il sera passé.
    [many] Vous pouvez avoir au plus { $maximum } de rendez-vous à venir à la fois. Annulez-en un, ou réservez-en un autre lorsque l’un d’eux sera passé.
   *[other] Vous pouvez avoir au plus { $maximum } rendez-vous à venir à la fois. Annulez-en un, ou réservez-en un autre lorsque l’un d’eux sera passé.
}
APPOINTMENT_ENDS_TOO_LATE = Le rendez-vous doit se terminer avant l’an 10000.
APPOINTMENT_BEFORE_BIRTH = Le rendez-vous est antérieur à la date de naissance du patient.
APPOINTMENT_DURATION_OUT_OF_RANGE = { $maximumMinutes ->
    [one] Le rendez-vous doit durer entre { $minimumMinutes } et { $maximumMinutes } minute.
    [many] Le rendez-vous doit durer entre { $minimumMinutes } et { $maximumMinutes } de minutes.
   *[other] Le rendez-vous doit durer entre { $minimumMinutes } et { $maximumMinutes } minutes.
}
APPOINTMENT_POSTCODE_MISSING = Le lieu est manquant : indiquez un code postal, ou un organisme dont le code postal sera repris.
APPOINTMENT_CLINICIAN_BUSY = Le professionnel de santé a déjà un rendez-vous à ce moment-là.
APPOINTMENT_PATIENT_BUSY = Le patient a déjà un rendez-vous à ce moment-là.
APPOINTMENT_ATTENDANCE_NOT_OPEN = Il est trop tôt pour enregistrer la présence : cela sera possible à partir du { $opensAtLocal } ({ $timeZone }).
APPOINTMENT_ALREADY_ATTENDED = Le patient s’est déjà présenté à ce rendez-vous.
APPOINTMENT_ALREADY_CANCELLED = Ce rendez-vous a déjà été annulé. Réservez-en un autre.
APPOINTMENT_ALREADY_MISSED = Ce rendez-vous est déjà terminé et le patient ne s’y est pas présenté. Réservez-en un autre.

## Accounts

ACCOUNT_CREDENTIALS_INVALID = Cette adresse e-mail et ce mot de passe ne correspondent à aucun compte actif. Vérifiez-les et réessayez.
ACCOUNT_DETAILS_NOT_RECOGNISED = Aucun compte n’a pu être ouvert avec ces informations. Vérifiez-les ou adressez-vous à votre cabinet.
ACCOUNT_EMAIL_TAKEN = Un autre compte utilise déjà cette adresse e-mail.
ACCOUNT_LAST_ADMIN = C’est le dernier administrateur actif : il doit en rester au moins un.
ACCOUNT_PASSWORD_GUESSABLE = Ce mot de passe serait vite deviné. Choisissez-en un autre, par exemple quelques mots sans rapport entre eux.
ACCOUNT_PASSWORD_TOO_LONG = { $maximum ->
    [one] Le mot de passe est trop long : { $maximum } caractère au maximum.
    [many] Le mot de passe est trop long : { $maximum } de caractères au maximum.
   *[other] Le mot de passe est trop long : { $maximum } caractères au maximum.
}
ACCOUNT_PASSWORD_TOO_SHORT = { $minimum ->
    [one] Le mot de passe est trop court : { $minimum } caractère au minimum.
    [many] Le mot de passe est trop court : { $minimum } de caractères au minimum.
   *[other] Le mot de passe est trop court : { $minimum } caractères au minimum.
}
ACCOUNT_PASSWORD_WRONG = Ce n’est pas le mot de passe de votre compte.
ACCOUNT_PATIENT_NOT_ALLOWED = Seul le compte d’un patient peut être rattaché au dossier d’un patient : n’indiquez pas de patient.
ACCOUNT_PATIENT_REQUIRED = Le compte d’un patient doit être rattaché à son dossier : indiquez de quel patient il s’agit.
ACCOUNT_PATIENT_TAKEN = Un autre compte est déjà rattaché au dossier de ce patient.
ACCOUNT_REFRESH_TOKEN_INVALID = Cette session est terminée. Veuillez vous reconnecter.

## Statistiques

STATISTICS_PERIOD_EMPTY = La période doit se terminer après le jour où elle commence.
STATISTICS_PERIOD_OUT_OF_RANGE = Les statistiques couvrent les jours du { $earliestLocal } au { $latestLocal }.
STATISTICS_HOUR_OUT_OF_RANGE = Une heure de la journée est un nombre de 0 à 23.
STATISTICS_TOO_MANY_BUCKETS = { $maximum ->
    [one] La réponse aurait trop de lignes : la limite est de { $maximum }. Demandez une période plus courte, un intervalle plus long ou moins de groupes.
    [many] La réponse aurait trop de lignes : la limite est de { $maximum }. Demandez une période plus courte, un intervalle plus long ou moins de groupes.
   *[other] La réponse aurait trop de lignes : la limite est de { $maximum }. Demandez une période plus courte, un intervalle plus long ou moins de groupes.
}
STATISTICS_COST_OUT_OF_RANGE = { $maximum ->
    [one] Le coût doit être un montant de 0 à { $maximum }, avec quatre décimales au plus.
    [many] Le coût doit être un montant de 0 à { $maximum }, avec quatre décimales au plus.
   *[other] Le coût doit être un montant de 0 à { $maximum }, avec quatre décimales au plus.
}
STATISTICS_COST_AMBIGUOUS = Indiquez soit le coût d’un rendez-vous, soit le coût d’une heure, mais pas les deux.

## Import

IMPORT_ROW_MALFORMED = Cette ligne n’a pas la forme attendue : { $detail }
IMPORT_MEMBER_REPEATED = Ce champ est donné plus d’une fois.
IMPORT_CONFLICT = Un enregistrement différent ayant la même identité existe déjà ; l’importation ne le remplace jamais.
IMPORT_ID_INVALID = L’identifiant du rendez-vous doit être un UUID.
IMPORT_ID_NIL = L’UUID nul n’identifie rien ; donnez à l’enregistrement son propre UUID.
IMPORT_STATUS_UNKNOWN = Le statut doit être l’un des suivants : active, attended, cancelled ou missed.
IMPORT_DURATION_INVALID = La durée doit être indiquée en heures et en minutes, par exemple 15m, 1h ou 1h30m.
IMPORT_PATIENT_UNKNOWN = Aucun patient portant ce numéro NHS n’est enregistré ni importé.
IMPORT_CLINICIAN_AMBIGUOUS = Plusieurs professionnels de santé du service portent exactement ce nom.
IMPORT_NAME_AMBIGUOUS = Plusieurs noms enregistrés ne diffèrent de celui-ci que par la casse ou les espaces extérieurs : { $first }, { $second }. Écrivez le nom comme l’un d’eux.
IMPORT_MISSED_IN_FUTURE = Un rendez-vous qui n’est pas encore terminé ne peut pas avoir été manqué.
IMPORT_ATTENDED_IN_FUTURE = Un patient ne peut pas s’être déjà présenté à un rendez-vous situé dans le futur.
