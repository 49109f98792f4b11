import { expect, test, type Locator, type Page } from '@playwright/test';
import { calls, notices, open } from './window';

/** Opens the settings where networks are chosen. */
async function settings(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByRole('tab', { name: 'Library' }).click();
  return page.getByRole('list', { name: 'Network' });
}

test('a network of one’s own is used once its licence is accepted, and the shipped one comes back', async ({ page }) => {
  await open(page, '20');
  const networks = await settings(page);
  await expect(networks.getByRole('listitem')).toHaveText([/Attune’s own network.*In use/]);
  await page.getByRole('button', { name: 'Add a file…' }).click();
  const offer = page.getByRole('dialog', { name: 'Hear with PANNs CNN10?' });
  for (const said of ['Cnn10_mAP=0.380.pth', '25 MB', 'CC BY 4.0', 'creativecommons.org/licenses/by/4.0', 'Qiuqiang Kong', 'zenodo.org/record/3987831', 'has to be analysed again'])
    await expect(offer).toContainText(said);
  await offer.getByRole('button', { name: 'Cancel' }).click();
  await expect.poll(() => calls(page, 'addModel')).toBe(0);

  await page.getByRole('button', { name: 'Add a file…' }).click();
  await offer.getByRole('button', { name: 'Accept the licence and use it' }).click();
  await expect(networks.getByRole('listitem')).toHaveText([/Attune’s own network/, /PANNs CNN10.*cnn10:f549f3f7.*In use/]);
  await expect.poll(() => page.evaluate(() => window.__attuneFake!.work.analysis?.total)).toBe(20);

  await networks.getByRole('button', { name: 'Use Attune’s own network' }).click();
  const change = page.getByRole('dialog', { name: 'Hear with another network?' });
  await expect(change).toContainText('analysed again');
  await change.getByRole('button', { name: 'Change' }).click();
  await expect(networks.getByRole('listitem').first()).toHaveText(/In use/);
  await expect.poll(() => calls(page, 'useModel')).toBe(1);

  await networks.getByRole('button', { name: 'Remove PANNs CNN10 cnn10:f549f3f7' }).click();
  await page.getByRole('dialog', { name: 'Remove the network cnn10:f549f3f7?' }).getByRole('button', { name: 'Remove' }).click();
  await expect(networks.getByRole('listitem')).toHaveText([/Attune’s own network.*In use/]);
});

test('a file that is no model says why, and a damaged network can be left', async ({ page }) => {
  await open(page, '20');
  await page.evaluate(() => {
    const { hears } = window.__attuneFake!;
    hears.add();
    hears.use('cnn10:f549f3f7');
    hears.problem = 'the file is damaged';
    hears.chosen = 'it is no model that Attune can use: tensor fc1.bias is missing';
  });
  const networks = await settings(page);
  await expect(page.getByText('Music plays, but this network cannot be used: the file is damaged')).toBeVisible();
  await page.getByRole('button', { name: 'Add a file…' }).click();
  await expect(notices(page)).toContainText('tensor fc1.bias is missing');
  await networks.getByRole('button', { name: 'Use Attune’s own network' }).click();
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  await expect(page.getByText('cannot be used: the file is damaged')).toBeHidden();
});
