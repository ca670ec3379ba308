// What an app on Relay would ask. It is compiled and never run: the compiler refuses it unless the schema has
// connections, identifiers and `node` as Relay needs them. `compile.test.js` says what has to come out.

import { graphql } from 'relay-runtime';

// A list that grows as it is scrolled.
export const diary = graphql`
  fragment app_diary on Clinician
  @refetchable(queryName: "appDiaryPaginationQuery")
  @argumentDefinitions(
    count: { type: "Int", defaultValue: 10 }
    cursor: { type: "String" }
    filter: { type: "AppointmentFilter" }
  ) {
    name
    appointments(first: $count, after: $cursor, filter: $filter, orderBy: { field: STARTS_AT })
      @connection(key: "app_diary_appointments", filters: ["filter"]) {
      totalCount
      edges {
        node {
          id
          ...app_appointment
        }
      }
    }
  }
`;

// A list at the root, backwards too.
export const patients = graphql`
  fragment app_patients on Query
  @refetchable(queryName: "appPatientsPaginationQuery")
  @argumentDefinitions(
    first: { type: "Int" }
    after: { type: "String" }
    last: { type: "Int" }
    before: { type: "String" }
    search: { type: "String!" }
  ) {
    patients(first: $first, after: $after, last: $last, before: $before, filter: { search: $search })
      @connection(key: "app_patients") {
      edges {
        cursor
        node {
          id
          name
          nhsNumber
        }
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
    }
  }
`;

// One object, read anew by its identifier.
export const appointment = graphql`
  fragment app_appointment on Appointment @refetchable(queryName: "appAppointmentRefetchQuery") {
    status
    startsAt
    durationMinutes
    patient {
      name
    }
    clinician {
      name
    }
    version
  }
`;

export const pages = graphql`
  query appPagesQuery($clinician: ID!, $search: String!) {
    clinician(id: $clinician) {
      ...app_diary
    }
    ...app_patients @arguments(first: 20, search: $search)
    viewer {
      displayName
      patient {
        ...app_person
      }
    }
  }
`;

// Whatever an identifier stands for.
export const anything = graphql`
  query appAnythingQuery($id: ID!) {
    node(id: $id) {
      __typename
      ...app_appointment @alias
      ...app_person @alias
      ...app_diary @alias
    }
  }
`;

export const person = graphql`
  fragment app_person on Patient @refetchable(queryName: "appPersonRefetchQuery") {
    name
    dateOfBirth
    postcode
  }
`;

// The new appointment goes into the list that is shown already.
export const book = graphql`
  mutation appBookMutation($input: BookAppointmentInput!, $connections: [ID!]!) {
    bookAppointment(input: $input) {
      appointment @appendNode(connections: $connections, edgeTypeName: "AppointmentEdge") {
        id
        ...app_appointment
      }
    }
  }
`;

// What is removed leaves the store by its identifier.
export const remove = graphql`
  mutation appRemoveMutation($input: RemovePatientInput!) {
    removePatient(input: $input) {
      removedId @deleteRecord
    }
  }
`;
