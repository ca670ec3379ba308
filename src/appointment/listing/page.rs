//! A page of a list, as branches that an index can answer.

use diesel::{QueryDsl, SelectableHelper};

use super::{BoxedRows, Branch, ListQuery, Parent, statuses::OfAnyStatus};
use crate::{
    appointment::{Appointment, OrderField, row::AppointmentColumns},
    database::{Listed, Loaded, PageRequest, Parameters, UnionAllPage},
};

impl ListQuery<'_> {
    /// A page of the list.
    pub(in crate::appointment) fn page(&self, page_request: &PageRequest) -> UnionAllPage<BoxedRows> {
        let parameters = self.parameters(page_request);
        let is_by = |order| page_request.sort.column == Appointment::column(order).0;
        let pinned =
            self.most_selective().filter(|owner| !is_by(OrderField::UpdatedAt) || self.is_small(*owner));
        let owners = pinned.and_then(|parent| self.ids(parent)).unwrap_or_default();
        let has_several_owners = owners.len() > 1;
        let branch = |owner| Branch { pinned, owner, parameters };
        let branches = match pinned {
            // The index of a patient's few appointments does not contain the status, and neither does the
            // index of all appointments by start.
            Some(Parent::Patient) => vec![self.undivided(&branch(None))],
            _ if is_by(OrderField::UpdatedAt) => vec![self.undivided(&branch(None))],
            None if self.filter.statuses.is_none() && is_by(OrderField::StartsAt) => {
                vec![self.undivided(&branch(None)).filter(OfAnyStatus)]
            }
            Some(Parent::Clinician | Parent::Department | Parent::Organisation) | None => {
                let owners: Vec<_> =
                    if owners.is_empty() { vec![None] } else { owners.into_iter().map(Some).collect() };
                let branches_of = |owner| {
                    let statuses = self.statuses(parameters).into_iter();
                    statuses.map(move |status| self.of_any_status(&branch(owner)).filter(status))
                };
                owners.into_iter().flat_map(branches_of).collect()
            }
        };
        let branches =
            branches.into_iter().map(|branch| branch.select(Loaded::<AppointmentColumns>::as_select()));
        let merged = UnionAllPage::new(page_request, pinned.map(Parent::column), parameters, branches);
        if has_several_owners { merged.across(page_request) } else { merged }
    }

    /// Whether the planner sees the range of starts as inlined constants.
    ///
    /// - In the order of starts, any range is read from one end of the index.
    /// - In the order of booking, a short range is best sorted; in a long range, the first rows by booking
    ///   are found soon. A patient's appointments are few and are sorted in any case.
    /// - A range of changes is short when a client polls for news, and long otherwise.
    fn parameters(&self, page_request: &PageRequest) -> Parameters {
        let by_booking = Appointment::column(OrderField::CreatedAt).0;
        let filter = self.filter;
        let is_bounded = filter.starts_from.is_some() || filter.starts_until.is_some();
        let is_by_change = filter.updated_from.is_some() || filter.updated_until.is_some();
        let has_many_rows = self.most_selective() != Some(Parent::Patient);
        if has_many_rows && (is_by_change || is_bounded && page_request.sort.column == by_booking) {
            Parameters::Inlined
        } else {
            Parameters::Bound
        }
    }
}
