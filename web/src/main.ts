import './style.css';
import { cloudPage } from './cloud_page';
import { copyStatus } from './copy';
import { parseData } from './data';
import { el } from './dom';
import { reportPage } from './report';
import { plural } from './text';

const data = parseData(document.getElementById('kvant-data')?.textContent ?? 'null');
const page = document.getElementById('page');
if (!data) {
  page?.append(el('p', { class: 'notice' }, 'This page is empty: kvant report and kvant cloud fill it.'));
} else {
  const colors = data.kind === 'report' ? data.palette : data.cloud.centers;
  document.title = `${data.name} in ${plural(colors.length, 'color')}`;
  page?.append(data.kind === 'report' ? reportPage(data) : cloudPage(data), copyStatus());
}
