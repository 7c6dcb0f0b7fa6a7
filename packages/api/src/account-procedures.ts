// What people ask of their own account, and of where they are signed in.
import { actions } from '@portal/types';
import { bareProcedureOf, procedureOf } from './procedure.ts';

const { me, sessions } = actions;

export const meProcedures = {
  get: bareProcedureOf(me.get).query(({ ctx }) => ctx.services.me.get(ctx.actor)),
  announcements: bareProcedureOf(me.announcements).query(({ ctx }) => ctx.services.announcements.open()),
  messages: procedureOf(me.messages).query(({ ctx, input }) => ctx.services.messages.list(ctx.actor, input)),
  mailChoice: bareProcedureOf(me.mailChoice).query(({ ctx }) => ctx.services.mailChoice.read(ctx.actor)),
  chooseMails: procedureOf(me.chooseMails).mutation(({ ctx, input }) =>
    ctx.services.mailChoice.choose(ctx.actor, input),
  ),
  readMessages: procedureOf(me.readMessages).mutation(({ ctx, input }) => ctx.services.messages.read(ctx.actor, input)),
  signInMethods: bareProcedureOf(me.signInMethods).query(({ ctx }) => ctx.services.account.signInMethods(ctx.actor)),
  rename: procedureOf(me.rename).mutation(({ ctx, input }) => ctx.services.account.rename(ctx.actor, input)),
  changePassword: procedureOf(me.changePassword).mutation(({ ctx, input }) =>
    ctx.services.account.changePassword(ctx.actor, input),
  ),
  beginAuthenticator: procedureOf(me.beginAuthenticator).mutation(({ ctx, input }) =>
    ctx.services.secondFactor.begin(ctx.actor, input),
  ),
  confirmAuthenticator: procedureOf(me.confirmAuthenticator).mutation(({ ctx, input }) =>
    ctx.services.secondFactor.confirm(ctx.actor, input),
  ),
  renewRecoveryCodes: procedureOf(me.renewRecoveryCodes).mutation(({ ctx, input }) =>
    ctx.services.secondFactor.renewRecoveryCodes(ctx.actor, input),
  ),
  beginPasskey: procedureOf(me.beginPasskey).mutation(({ ctx, input }) =>
    ctx.services.passkeys.begin(ctx.actor, input),
  ),
  addPasskey: procedureOf(me.addPasskey).mutation(async ({ ctx, input }) => {
    await ctx.services.passkeys.add(ctx.actor, input);
    return ctx.services.account.signInMethods(ctx.actor);
  }),
  renamePasskey: procedureOf(me.renamePasskey).mutation(async ({ ctx, input }) => {
    await ctx.services.passkeys.rename(ctx.actor, input);
    return ctx.services.account.signInMethods(ctx.actor);
  }),
  removePasskey: procedureOf(me.removePasskey).mutation(async ({ ctx, input }) => {
    await ctx.services.passkeys.remove(ctx.actor, input);
    return ctx.services.account.signInMethods(ctx.actor);
  }),
  sshKeys: bareProcedureOf(me.sshKeys).query(({ ctx }) => ctx.services.sshKeys.list(ctx.actor)),
  keepSshKey: procedureOf(me.keepSshKey).mutation(({ ctx, input }) => ctx.services.sshKeys.keep(ctx.actor, input)),
  forgetSshKey: procedureOf(me.forgetSshKey).mutation(({ ctx, input }) =>
    ctx.services.sshKeys.forget(ctx.actor, input.id),
  ),
  views: bareProcedureOf(me.views).query(({ ctx }) => ctx.services.savedViews.list(ctx.actor)),
  saveView: procedureOf(me.saveView).mutation(({ ctx, input }) => ctx.services.savedViews.save(ctx.actor, input)),
  forgetView: procedureOf(me.forgetView).mutation(({ ctx, input }) =>
    ctx.services.savedViews.forget(ctx.actor, input.id),
  ),
  templates: bareProcedureOf(me.templates).query(({ ctx }) => ctx.services.templateChoice.read(ctx.actor)),
  starTemplate: procedureOf(me.starTemplate).mutation(({ ctx, input }) =>
    ctx.services.templateChoice.star(ctx.actor, input),
  ),
  removeAuthenticator: procedureOf(me.removeAuthenticator).mutation(async ({ ctx, input }) => {
    await ctx.services.secondFactor.remove(ctx.actor, input);
    return ctx.services.account.signInMethods(ctx.actor);
  }),
};

export const sessionProcedures = {
  list: bareProcedureOf(sessions.list).query(({ ctx }) => ctx.services.account.sessions(ctx.actor)),
  revoke: procedureOf(sessions.revoke).mutation(({ ctx, input }) =>
    ctx.services.account.endSession(ctx.actor, input.id),
  ),
  revokeOthers: bareProcedureOf(sessions.revokeOthers).mutation(({ ctx }) =>
    ctx.services.account.endOtherSessions(ctx.actor),
  ),
};
