-- Whoever has a passkey may give it another name.
GRANT UPDATE (name) ON passkeys TO portal_app;
