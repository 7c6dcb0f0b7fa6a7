'use client';
// The fields of a schedule. A new one is that of an office, on the clock of whoever sets it.
import { type Deployment, type Schedule, type Weekday, weekdays } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { useTimeZone, useTranslations } from 'next-intl';
import { type SubmitEvent, useState } from 'react';
import { Button } from '@/components/button.tsx';
import { Field } from '@/components/field.tsx';
import { Select, TextInput } from '@/components/inputs.tsx';
import { Refusal } from '@/components/notice.tsx';
import { TimeZones } from '@/components/time-zones.tsx';
import { failureOf } from '@/trpc/failure.ts';
import { useSenders } from '../queries.ts';
import { type AskingDialog, useFeedback } from './action-feedback.ts';

interface ScheduleFormProps extends AskingDialog {
  readonly deployment: Deployment;
}

const officeHours = (timeZone: string): Schedule => ({
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  start: '08:00',
  stop: '18:00',
  timeZone,
});

export function ScheduleForm({ deployment, open, close }: ScheduleFormProps) {
  const t = useTranslations('schedule');
  const here = useTimeZone() ?? 'UTC';
  const [schedule, setSchedule] = useState<Schedule>(deployment.schedule ?? officeHours(here));
  const { save, remove, refusal } = useSending({ deployment, open, close });
  const isWhole = schedule.days.length > 0 && schedule.start !== '' && schedule.stop !== '';
  const isPending = save.isPending || remove.isPending;
  const set = (changed: Partial<Schedule>): void => setSchedule({ ...schedule, ...changed });
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (isWhole && !isPending) save.mutate(schedule);
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <Days chosen={schedule.days} choose={(days) => set({ days })} />
      <div className="grid grid-cols-2 gap-4">
        <Time edge="start" value={schedule.start} choose={(start) => set({ start })} />
        <Time edge="stop" value={schedule.stop} choose={(stop) => set({ stop })} hint={t('stopHint')} />
      </div>
      <Field id="schedule-time-zone" label={t('timeZone')}>
        {(attributes) => (
          <Select
            {...attributes}
            value={schedule.timeZone}
            onChange={({ target: { value: timeZone } }) => set({ timeZone })}
          >
            <TimeZones chosen={schedule.timeZone} />
          </Select>
        )}
      </Field>
      <Refusal>{schedule.days.length === 0 ? t('noDay') : refusal}</Refusal>
      <div className="flex flex-wrap justify-end gap-2">
        {deployment.actions.remove_schedule.allowed ? (
          <Button className="mr-auto" pending={remove.isPending} onClick={() => isPending || remove.mutate()}>
            {t('remove')}
          </Button>
        ) : null}
        <Button onClick={close}>{t('keep')}</Button>
        <Button type="submit" variant="primary" pending={save.isPending} disabled={!isWhole}>
          {t('submit')}
        </Button>
      </div>
    </form>
  );
}

/** `refusal`: in the server's words: what is wrong with a field, or else with the whole. */
const useSending = ({ deployment: { id, name }, open, close }: ScheduleFormProps) => {
  const errors = useTranslations('errors');
  const { act } = useSenders();
  const feedback = useFeedback(name);
  const done = (action: 'set_schedule' | 'remove_schedule') => () => {
    if (open) close();
    feedback(action).onSuccess();
  };
  const save = useMutation({
    mutationFn: (schedule: Schedule) => act('set_schedule', { id, ...schedule }),
    onSuccess: done('set_schedule'),
  });
  const remove = useMutation({
    mutationFn: () => act('remove_schedule', { id }),
    onSuccess: done('remove_schedule'),
  });
  const error = save.error ?? remove.error;
  const { detail, fields } = failureOf(error);
  const said = fields.length > 0 ? fields.map(({ message }) => message).join(' ') : detail;
  return { save, remove, refusal: error === null ? null : (said ?? errors('unanswered')) };
};

interface DaysProps {
  readonly chosen: readonly Weekday[];
  readonly choose: (days: Weekday[]) => void;
}

function Days({ chosen, choose }: DaysProps) {
  const t = useTranslations('schedule');
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium">{t('days')}</legend>
      <div className="grid grid-cols-2 gap-x-4">
        {weekdays.map((day) => (
          <label key={day} className="flex min-h-9 items-center gap-3">
            <input
              type="checkbox"
              className="size-4 shrink-0 accent-accent"
              checked={chosen.includes(day)}
              onChange={({ target: { checked } }) =>
                choose(weekdays.filter((one) => (one === day ? checked : chosen.includes(one))))
              }
            />
            {t(`weekdays.${day}`)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface TimeProps {
  readonly edge: 'start' | 'stop';
  readonly value: string;
  readonly choose: (time: string) => void;
  readonly hint?: string;
}

function Time({ edge, value, choose, hint }: TimeProps) {
  const t = useTranslations('schedule');
  return (
    <Field id={`schedule-${edge}`} label={t(edge)} hint={hint}>
      {(attributes) => (
        <TextInput {...attributes} type="time" value={value} onChange={({ target }) => choose(target.value)} required />
      )}
    </Field>
  );
}
