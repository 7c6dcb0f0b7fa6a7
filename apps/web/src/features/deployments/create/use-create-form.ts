'use client';
// The create form's state: kept over a reload, Back and a sign-in, and sent once however often the button is pressed.
import {
  type CreateDeployment,
  type Deployment,
  hostNameOf,
  isTogether,
  type Me,
  sizeMeasures,
  type Template,
  type TemplateSize,
} from '@portal/types';
import { useTranslations } from 'next-intl';
import { useCallback, useRef } from 'react';
import { type Resolver, useForm, useWatch } from 'react-hook-form';
import { partOnUse, useLoadOnFirstSign } from '@/components/on-use.ts';
import { useLeftOut } from '@/features/account/left-out.ts';
import { useMe, useSshKeySenders } from '@/features/account/queries.ts';
import { useFaultWords } from '@/features/forms/fault-words.ts';
import { showRefusal } from '@/features/forms/faults.ts';
import { useKeptDraft } from '@/features/forms/kept-draft.ts';
import { useContingents } from '@/features/limits/contingents.ts';
import { useCreate } from '../queries.ts';
import { boundsOf, type Draft, defaultDraft, keyLinesOf } from './create-draft.ts';
import { quotaForecast } from './quota-forecast.ts';
import { suggestName } from './suggest-name.ts';

/** From the address: `?ticket=` and `?name=`, and what a VM has that this one is to be like (`?like=`). */
export interface Given {
  readonly name: string | null;
  readonly ticket: string;
  readonly likeness: Partial<Draft>;
}

interface CreateFormOptions {
  readonly template: Template;
  readonly given: Given;
  readonly suggestedName: string;
  readonly onCreated: (deployment: Deployment) => void;
  readonly onWaiting: () => void;
}

const rules = partOnUse(() => import('./create-rules.ts'));

/** Leads and administrators. */
export const createsForOthers = ({ rights }: Me): boolean => rights.creates === 'team' || rights.creates === 'all';

const useOffersNoEnd = ({ lease }: Template): boolean => {
  const isTheirs = useLeftOut()('deployments.remove_end') === undefined;
  return createsForOthers(useMe()) && isTheirs && lease.noEnd;
};

/** No end that was chosen while it was offered is chosen anew. */
const useKeptReader = (offersNoEnd: boolean) =>
  useCallback(
    async (kept: unknown): Promise<Draft> => {
      const draft = (await rules.load()).keptDraftSchema.parse(kept);
      return draft.ttlHours === 'none' && !offersNoEnd ? { ...draft, ttlHours: null } : draft;
    },
    [offersNoEnd],
  );

const useResolver = (template: Template): Resolver<Draft, unknown, CreateDeployment> => {
  useLoadOnFirstSign(rules);
  const t = useTranslations();
  const words = useFaultWords();
  return async (...form) => {
    const loaded = await rules.load().catch(() => null);
    if (loaded === null) return { values: {}, errors: { root: { type: 'load', message: t('create.notReached') } } };
    return loaded.createResolver(template, words)(...form);
  };
};

export const useCreateForm = ({ template, given, suggestedName, onCreated, onWaiting }: CreateFormOptions) => {
  const t = useTranslations('create');
  const me = useMe();
  const form = useForm<Draft, unknown, CreateDeployment>({
    mode: 'onChange',
    defaultValues: defaultDraft(template, {
      ...given.likeness,
      name: given.name ?? suggestedName,
      ticket: given.ticket,
    }),
    resolver: useResolver(template),
  });
  const { control, formState, handleSubmit, register, resetField } = form;
  const draft = useWatch({ control, compute: (values: Draft) => values });
  const offersNoEnd = useOffersNoEnd(template);
  const read = useKeptReader(offersNoEnd);
  const forget = useKeptDraft({ form, owner: me.principal.userId, read });
  const { keepAll } = useSshKeySenders();
  /** Before the VM is asked for, which then counts as their use. */
  const keepKeys = async (): Promise<void> => {
    if (draft.keepKeys) await keepAll(keyLinesOf(draft.sshKeys));
  };
  const isSent = useRef(false);
  const create = useCreate({
    onSuccess: (deployment) => {
      forget();
      onCreated(deployment);
    },
    onError: (error) => {
      isSent.current = false;
      showRefusal({ form, error, unanswered: t('notReached') });
    },
  });
  const contingents = useContingents(template.id);
  /** Nobody's limits but one's own are known here, and what there is for everybody's VMs. */
  const limits = draft.owner === '' ? [...me.limits, ...contingents] : contingents;
  const forecasts = quotaForecast({ limits }, draft, boundsOf(template));
  /** Past a limit of one's own: nobody else can make room. */
  const isOver = forecasts.some((forecast) => forecast.over && !isTogether(forecast));
  /** Also after success: the next page is on its way. */
  const pending = create.isPending || create.isSuccess;
  const suggest = (ticket: string): void =>
    resetField('name', { defaultValue: suggestName(template, ticket, Math.random()) });
  const isOwnName = given.name !== null || formState.dirtyFields.name === true;
  const hostName = hostNameOf(draft.name, template);

  return {
    control,
    register,
    draft,
    offersNoEnd,
    forecasts,
    isOver,
    refusal: formState.errors.root?.message,
    pending,
    error: (name: keyof Draft): string | undefined => formState.errors[name]?.message,
    /** What the guest will be called, where that is not the whole name. */
    cutName: hostName === draft.name ? null : hostName,
    /** A suggested name follows the ticket until the person writes one. */
    followTicket: (ticket: string): void => {
      if (!isOwnName) suggest(ticket);
    },
    giveKey: (key: string, isUsed: boolean): void => {
      const others = draft.keptKeys.filter((each) => each !== key);
      form.setValue('keptKeys', isUsed ? [...others, key] : others, { shouldDirty: true });
    },
    takeSize: (size: TemplateSize): void => {
      for (const measure of sizeMeasures) {
        form.setValue(measure, size[measure], { shouldDirty: true, shouldValidate: true });
      }
    },
    giveTo: (owner: string): void => form.setValue('owner', owner, { shouldDirty: true }),
    suggestAnother: (): void => suggest(''),
    submit: handleSubmit(async (request) => {
      if (isSent.current || isOver) return;
      isSent.current = true;
      await keepKeys();
      create.mutate(request);
    }),
    /** What it asks for, where that is to wait until more of a limit is granted. */
    waiting: {
      asked: () =>
        new Promise<CreateDeployment | undefined>((resolve, reject) => {
          const read = handleSubmit(
            async (request) => {
              await keepKeys();
              resolve(request);
            },
            () => resolve(undefined),
          );
          read().catch(reject);
        }),
      onWaiting: () => {
        forget();
        onWaiting();
      },
    },
  };
};

export type CreateForm = ReturnType<typeof useCreateForm>;
