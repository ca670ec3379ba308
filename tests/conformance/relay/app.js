// Typical queries of an app with Relay. They are compiled and never run: the compiler refuses them unless the
// schema has connections, IDs and `node` as Relay requires. `compile.test.js` has the expected output.

import { graphql } from 'relay-runtime';

// A list with infinite scrolling.
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

// A root list, also backwards.
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

// A single object, refetched by its ID.
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

// An object of any type by its ID.
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

// The new appointment is added to the visible list.
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

// A removed record leaves the store by its ID.
export const remove = graphql`
  mutation appRemoveMutation($input: RemovePatientInput!) {
    removePatient(input: $input) {
      removedId @deleteRecord
    }
  }
`;
