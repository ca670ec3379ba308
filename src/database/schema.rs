// @generated automatically by Diesel CLI.

diesel::table! {
    appointments (id) {
        id -> Uuid,
        patient_id -> Uuid,
        clinician_id -> Uuid,
        department_id -> Uuid,
        organisation_id -> Nullable<Uuid>,
        starts_at -> Timestamptz,
        ends_at -> Timestamptz,
        postcode -> Text,
        status -> Text,
        attended_at -> Nullable<Timestamptz>,
        arrived_late -> Nullable<Bool>,
        cancelled_at -> Nullable<Timestamptz>,
        cancelled_by -> Nullable<Text>,
        cancellation_reason -> Nullable<Text>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        postcode_derived -> Nullable<Bool>,
    }
}

diesel::table! {
    clinician_posts (id) {
        id -> Uuid,
        clinician_id -> Uuid,
        organisation_id -> Uuid,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
    }
}

diesel::table! {
    clinicians (id) {
        id -> Uuid,
        name -> Text,
        department_id -> Uuid,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        search_name -> Text,
        analytics_key -> Uuid,
        search_text -> Text,
    }
}

diesel::table! {
    departments (id) {
        id -> Uuid,
        code -> Text,
        name -> Text,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        search_name -> Text,
        search_text -> Text,
    }
}

diesel::table! {
    idempotency_keys (principal, operation, key) {
        principal -> Text,
        operation -> Text,
        key -> Text,
        input_hash -> Bytea,
        entity_id -> Nullable<Uuid>,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    organisations (id) {
        id -> Uuid,
        ods_code -> Text,
        name -> Text,
        kind -> Text,
        postcode -> Text,
        address_lines -> Array<Nullable<Text>>,
        time_zone -> Text,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        search_name -> Text,
        search_text -> Text,
    }
}

diesel::table! {
    patients (id) {
        id -> Uuid,
        nhs_number -> Text,
        name -> Text,
        date_of_birth -> Date,
        postcode -> Text,
        address_lines -> Array<Nullable<Text>>,
        email -> Nullable<Text>,
        phone -> Nullable<Text>,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        search_name -> Text,
        analytics_key -> Uuid,
        search_text -> Text,
    }
}

diesel::table! {
    reference_version (is_only) {
        is_only -> Bool,
        version -> Uuid,
    }
}

diesel::table! {
    refresh_tokens (hash) {
        hash -> Bytea,
        session_id -> Uuid,
        salt -> Bytea,
        expires_at -> Timestamptz,
        rotated_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    schema_compatibility (is_only) {
        is_only -> Bool,
        oldest_program -> Int4,
    }
}

diesel::table! {
    sessions (id) {
        id -> Uuid,
        user_id -> Uuid,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    users (id) {
        id -> Uuid,
        email -> Text,
        display_name -> Text,
        role -> Text,
        locale -> Text,
        patient_id -> Nullable<Uuid>,
        is_active -> Bool,
        is_demo -> Bool,
        password_hash -> Text,
        version -> Int4,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        locale_is_chosen -> Bool,
    }
}

diesel::joinable!(appointments -> clinicians (clinician_id));
diesel::joinable!(appointments -> departments (department_id));
diesel::joinable!(appointments -> organisations (organisation_id));
diesel::joinable!(appointments -> patients (patient_id));
diesel::joinable!(clinician_posts -> clinicians (clinician_id));
diesel::joinable!(clinician_posts -> organisations (organisation_id));
diesel::joinable!(clinicians -> departments (department_id));
diesel::joinable!(refresh_tokens -> sessions (session_id));
diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(users -> patients (patient_id));

diesel::allow_tables_to_appear_in_same_query!(
    appointments,
    clinician_posts,
    clinicians,
    departments,
    idempotency_keys,
    organisations,
    patients,
    reference_version,
    refresh_tokens,
    schema_compatibility,
    sessions,
    users,
);
