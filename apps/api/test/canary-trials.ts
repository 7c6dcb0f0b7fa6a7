// Canaries as a test carries them: by hand, and hours ahead where it has to.
import type { Clock, PersonContext, TemplateVersion } from '@portal/domain';
import { createEngine, type Engine } from '@portal/engine';
import { type CanaryRunView, hoursAfter, type Template } from '@portal/types';
import { type Stack, until } from './stack.ts';

/** The engine as it will be some hours from now. */
export const hoursLater = (stack: Stack, hours: number): Engine => {
  const { clock } = stack.ports;
  const later: Clock = { ...clock, now: () => hoursAfter(clock.now(), hours) };
  return createEngine({ ...stack.ports, clock: later });
};

interface Engines {
  /** Carries the canary; the stack's own unless a test has another. */
  readonly canary?: Engine;
  /** Carries its VM. */
  readonly vm?: Engine;
}

/** Canaries as one administrator asks for them and looks at them, with their jobs done by hand. */
export const trialsOf = (stack: Stack, admin: PersonContext) => {
  const view = (id: string): Promise<CanaryRunView> => stack.services.templateAdmin.canary(admin, id);
  const begin = async (): Promise<string> =>
    (await stack.services.templateAdmin.startCanary(admin, stack.template.templateId)).id;

  /** What the jobs of a canary and of its VM do, one look of each. */
  const lookOnce = async (id: string, { canary = stack.engine, vm = stack.engine }: Engines = {}): Promise<void> => {
    await canary.canary(id);
    const deploymentId = (await view(id)).vm?.deploymentId;
    if (deploymentId === undefined) return;
    const signal = AbortSignal.timeout(20_000);
    const { status } = await stack.deployment(deploymentId);
    if (status === 'queued') await vm.dispatch(stack.cluster.id, signal);
    else await vm.run(deploymentId, signal);
  };

  /** Until there is a verdict and nothing is left behind. */
  const carry = async (id: string, engines: Engines = {}): Promise<CanaryRunView> => {
    await until(`canary ${id} to be over`, async () => {
      await lookOnce(id, engines);
      const { outcome, vm } = await view(id);
      return outcome !== 'running' && (vm === null || vm.status === 'deleted');
    });
    return view(id);
  };

  return { view, begin, lookOnce, carry, tried: async () => carry(await begin()) };
};

export const shown = (
  stack: Stack,
  actor: PersonContext,
  { templateId }: TemplateVersion = stack.template,
): Promise<Template> => stack.services.templates.byId(actor, templateId);
