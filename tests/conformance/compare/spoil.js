// Changes of the demo's database, which is removed afterwards.

// Servers other than the demo refuse its accounts, because everyone knows their passwords.
export const ADMIT_ACCOUNTS = 'UPDATE users SET is_demo = false';

const CHECKS = `DO $$ DECLARE it record; BEGIN
  FOR it IN SELECT conrelid::regclass AS relation, conname FROM pg_constraint
    WHERE contype = 'c' AND connamespace = 'public'::regnamespace AND conrelid <> 0
  LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', it.relation, it.conname); END LOOP;
END $$;`;

// Every seventh record of a table gets a value that no type accepts.
const spoil = (table, column, value) =>
  `UPDATE ${table} SET ${column} = ${value} WHERE id IN (SELECT id FROM ${table} WHERE hashtext(id::text || '${column}') % 7 = 0);`;

// Makes some records unreadable, so that fields fail.
export const SPOIL = [
  CHECKS,
  spoil('patients', 'name', `'a' || chr(10)`),
  spoil('patients', 'email', `'no address'`),
  spoil('patients', 'phone', `'no number'`),
  spoil('clinicians', 'name', `id::text || chr(10)`),
  spoil('departments', 'name', `id::text || chr(10)`),
  // Without the triggers that keep the history of appointments.
  'SET session_replication_role = replica;',
  spoil('appointments', 'cancellation_reason', `chr(10)`),
  spoil('appointments', 'postcode', `'no postcode'`),
].join('\n');
