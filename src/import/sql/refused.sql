SELECT index, verdict FROM import_appointments WHERE verdict <> 'unchanged' ORDER BY index
