/** As the library names it, in its address for answers too: `/api/auth/callback/sso`. */
export const singleSignOnProvider = 'sso';
