// What a resize asks for: what is left out stays as it is.
import { z } from 'zod';
import { rule } from './codes/fields.ts';
import { createDeploymentSchema } from './deployment.ts';
import { idParamSchema } from './primitives.ts';

const { vcpus, memoryMiB, diskGiB } = createDeploymentSchema.shape;

export const resizeDeploymentSchema = z
  .strictObject({ id: idParamSchema, vcpus, memoryMiB, diskGiB })
  .refine((asked) => Object.keys(asked).length > 1, rule('nothing_to_resize'));
