-- A snapshot without words of its maker is named by its date, in the reader's language: no sentence is stored.
ALTER TABLE deployment_snapshots ALTER COLUMN label DROP NOT NULL;
