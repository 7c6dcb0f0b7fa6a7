export { default } from '../(lists)/loading.tsx';
