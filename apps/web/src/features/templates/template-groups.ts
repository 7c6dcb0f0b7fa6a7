// In which order templates are offered to somebody: each once, where it comes first.
import { type Template, type TemplateCategory, type TemplateChoice, templateCategories } from '@portal/types';

export interface TemplateGroup {
  readonly name: 'starred' | 'lastUsed' | TemplateCategory;
  readonly offers: readonly Template[];
}

export const templateGroups = (
  templates: readonly Template[],
  { starred, lastUsed }: TemplateChoice,
): readonly TemplateGroup[] => {
  const used = lastUsed.filter((id) => !starred.includes(id));
  const others = templates.filter(({ id }) => !starred.includes(id) && !used.includes(id));
  return [
    { name: 'starred', offers: templates.filter(({ id }) => starred.includes(id)) },
    { name: 'lastUsed', offers: used.flatMap((id) => templates.filter((template) => template.id === id)) },
    ...templateCategories.map((name) => ({ name, offers: others.filter(({ category }) => category === name) })),
  ];
};
