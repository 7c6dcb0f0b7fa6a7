// Where a ticket is looked up: an address with a place for its reference, which may not lead to another host.
const placeholder = '{ticket}';

export const ticketUrlFault = (value: string): string | null => {
  if (!value.includes(placeholder)) return `must have ${placeholder} where the reference of a ticket goes`;
  const [one, other] = ['1', '2'].map((ticket) => URL.parse(value.replaceAll(placeholder, ticket)));
  if (one == null || other == null || !/^https?:$/.test(one.protocol)) {
    return `must look like https://tickets.example.com/${placeholder}`;
  }
  if (one.username !== '' || one.password !== '') return 'must carry no user and no password';
  return one.host === other.host ? null : `must name its host without ${placeholder}`;
};
