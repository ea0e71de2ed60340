import './style.css';
import { cloudPage } from './cloud_page';
import { copyStatus } from './copy';
import { parseData } from './data';
import { el } from './dom';
import { reportPage } from './report';

const data = parseData(document.getElementById('kvant-data')?.textContent ?? 'null');
const page = document.getElementById('page');
if (!data) {
  page?.append(el('p', { class: 'notice' }, 'This page is empty: kvant report and kvant cloud fill it.'));
} else {
  document.title = `${data.picture.name} in ${data.palette.length} colors`;
  page?.append(data.kind === 'report' ? reportPage(data) : cloudPage(data), copyStatus());
}
