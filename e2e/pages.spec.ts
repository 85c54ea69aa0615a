import type { Page } from '@playwright/test';
import { withClient } from '#lib/db/probe-database.ts';
import { apiOk, createProject, createUser } from './support/api.ts';
import { accessDialogs, seedAccess } from './support/access.ts';
import { auditDialogs } from './support/audit-pages.ts';
import { cleanupDialogs, observeCleanup } from './support/cleanup-pages.ts';
import { expectFit, open, PHONE, violations } from './support/fit.ts';
import { busyboxImage, busyboxIndex, smallImages } from './support/images.ts';
import { instanceAddresses } from './support/inside.ts';
import { peopleDialogs } from './support/people-pages.ts';
import { basic, push, pushAll } from './support/push.ts';
import { makeRobots, robotPages, tokenDialogs } from './support/token-pages.ts';
import { expect, test as testSignedOut, testAsAdmin as test, type Instance } from './support/test.ts';

/** A worker that is started anew after a failure makes everything anew. */
const P = `pages-${process.pid}`;
const MANY = 150;
let digest: string;
let run: string;

test.use({ contextOptions: { reducedMotion: 'reduce' } });

test.beforeAll(async ({ instance }) => {
  const { name, password } = instance.admin;
  await createUser(instance, `${P}-guest`);
  await createProject(instance, { name: P, visibility: 'public', roles: { [`${P}-guest`]: 'guest' } });
  await createProject(instance, { name: `${P}-empty` });
  const at = (repository: string) => ({
    url: instance.url,
    repository: `${P}/${repository}`,
    authorization: basic(name, password),
  });
  const index = await busyboxIndex('1.4.2');
  digest = index.digest;
  for (const tag of ['1.4.2', 'latest']) await push(at('api'), tag, index);
  await push(at('api'), '1.4.1', await busyboxImage({ version: '1.4.1' }));
  await push(at('api'), '1.4.0', await busyboxImage({ version: '1.4.0' }));
  await apiOk(instance, `DELETE repositories/${P}/api/-/tags/1.4.0`, { as: instance.admin });
  await pushAll(
    at('web'),
    Object.fromEntries(smallImages(MANY, P).map((image, number) => [`pr-${number}`, image])),
  );
  await makeRobots(instance, P);
  await seedAccess(instance, P);
  run = await observeCleanup(instance, P);
});

const PAGES: Record<string, () => string> = {
  home: () => '/',
  projects: () => '/projects',
  project: () => `/projects/${P}`,
  'empty project': () => `/projects/${P}-empty`,
  members: () => `/projects/${P}/members`,
  'access rules': () => `/projects/${P}/access`,
  'no access rules': () => `/projects/${P}-empty/access`,
  groups: () => '/admin/groups',
  group: () => `/admin/groups/${P}-team`,
  'trash of a project': () => `/projects/${P}/trash`,
  ...robotPages(P),
  'storage of a project': () => `/projects/${P}/storage`,
  settings: () => `/projects/${P}/settings`,
  cleanup: () => `/projects/${P}/cleanup`,
  'preview of a cleanup': () => `/projects/${P}/cleanup?part=preview&outcome=protected`,
  'cleanup without rules': () => `/projects/${P}-empty/cleanup`,
  'runs of a cleanup': () => `/projects/${P}/cleanup/runs`,
  'run of a cleanup': () => `/projects/${P}/cleanup/runs/${run}`,
  'no runs of a cleanup': () => `/projects/${P}-empty/cleanup/runs`,
  tags: () => `/repositories/${P}/api`,
  'no match': () => `/repositories/${P}/web?q=nothing-like-it`,
  timeline: () => `/repositories/${P}/api/-/timeline`,
  trash: () => `/repositories/${P}/api/-/trash`,
  image: () => `/repositories/${P}/api/-/tags/1.4.2`,
  'config of an image': () => `/repositories/${P}/api/-/tags/1.4.2?tab=config`,
  'attached to an image': () => `/repositories/${P}/api/-/tags/1.4.2?tab=attached`,
  'raw manifest': () => `/repositories/${P}/api/-/manifests/${digest}?tab=raw`,
  users: () => '/admin/users',
  'sign-in settings': () => '/admin/sign-in',
  'sign-in and sessions': () => '/admin/security',
  storage: () => '/admin/storage',
  'storage in a table': () => '/admin/storage?by=repository&view=table',
  'free space': () => '/admin/storage/free',
  'audit log': () => '/admin/audit',
  'audit log without a match': () => '/admin/audit?actor=nobody-like-it',
  'activity of a project': () => `/projects/${P}/activity`,
  'reference of the API': () => '/docs/api',
  health: () => '/admin/health',
  'cleanup everywhere': () => '/admin/cleanup',
  account: () => '/account',
  explore: () => '/explore',
};

const DIALOGS: Record<string, (page: Page) => Promise<void>> = {
  'the palette': async (page) => {
    await page.goto('/projects');
    await page.keyboard.press('ControlOrMeta+k');
    await page.keyboard.type(`${P}/a`);
    await expect(page.getByRole('option', { name: `${P}/api`, exact: true })).toBeVisible();
  },
  'the list of keys': async (page) => {
    await page.goto(`/repositories/${P}/api`);
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  },
  'a new project': async (page) => {
    await page.goto('/projects');
    await page.getByRole('button', { name: 'New project' }).click();
    await page.getByRole('button', { name: 'Create project' }).click();
    await expect(page.getByText('Give a name.')).toBeVisible();
  },
  ...peopleDialogs(P),
  'deleting a tag': async (page) => {
    await page.goto(`/repositories/${P}/api`);
    await page.getByRole('checkbox', { name: 'Select tag 1.4.2' }).click();
    await page.getByRole('button', { name: 'Delete 1…' }).click();
    await expect(page.getByRole('dialog')).toContainText('latest shares this image and stays.');
  },
  ...tokenDialogs(P),
  ...accessDialogs(P),
  ...cleanupDialogs(P),
  ...auditDialogs(P),
};

test.describe('accessible, and no wider than a phone', () => {
  for (const [name, path] of Object.entries(PAGES)) {
    test(name, async ({ page }) => {
      await open(page, path());
      await expectFit(page);
    });
  }

  for (const [name, openDialog] of Object.entries(DIALOGS)) {
    test(name, async ({ page }) => {
      await openDialog(page);
      await expectFit(page);
    });
  }

  for (const path of [
    '/sign-in',
    '/sign-in?error=EMAIL_TAKEN',
    '/setup?token=none',
    '/sign-up',
    '/invite',
    '/reset',
    '/explore',
  ]) {
    testSignedOut(`signed out, ${path}`, async ({ page }) => {
      await open(page, path);
      await expectFit(page);
    });
  }
});

test.describe('on a phone', () => {
  test.use({ viewport: PHONE, hasTouch: true });

  for (const name of [
    'home',
    'members',
    'robots',
    'account',
    'tags',
    'image',
    'users',
    'sign-in and sessions',
    'cleanup',
    'preview of a cleanup',
  ] as const) {
    test(`accessible: ${name}`, async ({ page }) => {
      await open(page, PAGES[name]!());
      expect(await violations(page)).toEqual([]);
    });
  }
});

test.describe('the server draws', () => {
  test.use({ javaScriptEnabled: false });

  test('the first rows of the tags, in the order and by the filter of the address', async ({ page }) => {
    await page.goto(`/repositories/${P}/web?sort=name&q=pr-1`);
    const names = await page.getByRole('row').getByRole('link').allTextContents();
    expect(names.slice(0, 4)).toEqual(['pr-1', 'pr-10', 'pr-11', 'pr-12']);
  });

  test('projects, repositories, members, and the layers of an image', async ({ page }) => {
    await page.goto('/projects');
    await expect(page.getByRole('link', { name: P, exact: true })).toBeVisible();
    await page.goto(`/projects/${P}`);
    await expect(page.getByRole('link', { name: `${P}/api` })).toBeVisible();
    await page.goto(`/projects/${P}/members`);
    await expect(page.getByRole('row', { name: `${P}-guest` })).toBeVisible();
    await page.goto(`/repositories/${P}/api/-/tags/1.4.1`);
    await expect(page.getByText('index.html /srv/')).toBeVisible();
  });

  test('the rules of a cleanup and what they would do, by the filter of the address', async ({ page }) => {
    await page.goto(`/projects/${P}/cleanup?outcome=keep&sort=tag`);
    await expect(page.getByText('tags matching pr-*')).toBeVisible();
    await expect(page.getByText(/^Removes \d+ of 153/)).toBeVisible();
    await expect(page.getByRole('row').nth(1)).toContainText('of the newest 3');
  });
});

test.describe('the address is the state', () => {
  test('of filter and sort: a reload keeps both, Back goes back', async ({ page }) => {
    await open(page, `/repositories/${P}/web`);
    await expect(page.getByText(`${MANY} tags`)).toBeVisible();
    await page.getByRole('columnheader', { name: 'Tag' }).getByRole('button').click();
    await expect(page).toHaveURL(/sort=-name/);
    await expect(tagAt(page, 1)).toHaveText('pr-149');
    await page.getByLabel('Filter tags').fill('pr-14');
    await expect(page).toHaveURL(/q=pr-14/);
    await expect(page.getByText('11 matching tags')).toBeVisible();
    await expect(tagAt(page, 1)).toHaveText('pr-149');

    await page.reload();
    await expect(page.getByLabel('Filter tags')).toHaveValue('pr-14');
    await expect(page.getByText('11 matching tags')).toBeVisible();
    await expect(tagAt(page, 11)).toHaveText('pr-14');
    await page.goBack();
    await expect(page).not.toHaveURL(/sort=/);
  });

  test('of the image page: platform and tab', async ({ page }) => {
    await open(page, `/repositories/${P}/api/-/tags/latest`);
    await page.getByRole('radio', { name: 'arm64' }).click();
    await page.getByRole('tab', { name: 'Config' }).click();
    await expect(page).toHaveURL(/tab=config/);
    await page.reload();
    await expect(page.getByRole('radio', { name: 'arm64' })).toBeChecked();
    await expect(page.getByRole('tab', { name: 'Config' })).toHaveAttribute('aria-selected', 'true');
  });
});

test.describe('by keyboard', () => {
  test('the palette goes to what it finds', async ({ page }) => {
    await open(page, '/projects');
    await page.keyboard.press('ControlOrMeta+k');
    await page.keyboard.type(`${P}/api`);
    await expect(page.getByRole('option', { name: `${P}/api`, exact: true })).toHaveAttribute(
      'aria-selected',
      'true',
    );
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(`/repositories/${P}/api`);
  });

  test('/ filters; j, k and x move and select; Enter opens', async ({ page }) => {
    await open(page, `/repositories/${P}/web?sort=name`);
    await expect(tagAt(page, 1)).toHaveText('pr-0');
    await page.keyboard.press('/');
    await expect(page.getByLabel('Filter tags')).toBeFocused();
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await expect(page.getByRole('link', { name: 'pr-1', exact: true })).toBeFocused();
    await page.keyboard.press('x');
    await expect(page.getByRole('toolbar', { name: '1 tag selected' })).toBeVisible();
    await page.keyboard.press('j');
    await page.keyboard.press('Shift+X');
    await expect(page.getByRole('toolbar', { name: '2 tags selected' })).toBeVisible();
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(`/repositories/${P}/web/-/tags/pr-1`);
  });

  test('all that match are selected, beyond what is shown', async ({ page }) => {
    await open(page, `/repositories/${P}/web`);
    await page.getByRole('checkbox', { name: 'Select all rows shown' }).click();
    await page.getByRole('button', { name: `Select all ${MANY} matching` }).click();
    await expect(page.getByRole('toolbar', { name: `${MANY} tags selected` })).toBeVisible();
  });
});

test.describe('the faces of a list', () => {
  test('empty says what to do, for this host and project', async ({ page, instance }) => {
    await open(page, `/projects/${P}-empty`);
    await expect(page.getByText('No repositories yet')).toBeVisible();
    await expect(page.getByText(`docker push ${instance.host}/${P}-empty/`).first()).toBeVisible();
  });

  test('no match clears the filter', async ({ page }) => {
    await open(page, `/repositories/${P}/web?q=nothing-like-it`);
    await expect(page.getByText('Nothing matches “nothing-like-it”.')).toBeVisible();
    await page.getByRole('status').getByRole('button', { name: 'Clear filter' }).click();
    await expect(page.getByText(`${MANY} tags`)).toBeVisible();
    await expect(page).not.toHaveURL(/q=/);
  });

  test.describe(() => {
    test.use({ expectedComplaint: /status of 50\d/ });

    test('an error says what failed, tries again, and gives the request to quote', async ({
      page,
      instance,
    }) => {
      await open(page, `/repositories/${P}/web`);
      await withoutTags(instance, async () => {
        await page.getByLabel('Filter tags').fill('pr-14');
        await expect(page.getByText('Couldn’t load the tags')).toBeVisible();
        await expect(page.getByRole('alert').filter({ hasText: 'Couldn’t load' })).toContainText(
          /Request \S{8}/,
        );
        expect(await violations(page)).toEqual([]);
      });
      await page.getByRole('button', { name: 'Try again' }).click();
      await expect(page.getByText('11 matching tags')).toBeVisible();
    });
  });

  test.describe(() => {
    test.use({ expectedComplaint: /status of 404/ });

    for (const path of [
      '/nothing',
      `/projects/${P}-nothing`,
      `/repositories/${P}/nothing`,
      `/repositories/${P}/api/-/tags/nothing`,
    ]) {
      test(`nothing here: ${path.replace(P, '@')}`, async ({ page }) => {
        const answer = await page.goto(path);
        expect(answer?.status()).toBe(404);
        await expect(page.getByRole('heading', { name: 'Nothing here' })).toBeVisible();
        expect(await violations(page)).toEqual([]);
      });
    }
  });
});

function tagAt(page: Page, position: number) {
  return page.getByRole('row').nth(position).getByRole('link').first();
}

/** Takes the table of tags away from the product, as a failing database would, while `work` is done. */
async function withoutTags({ data }: Instance, work: () => Promise<void>): Promise<void> {
  const { DATABASE_URL } = await instanceAddresses(data);
  await withClient(DATABASE_URL, async (client) => {
    await client.query('ALTER TABLE tag RENAME TO tag_taken_away');
    try {
      await work();
    } finally {
      await client.query('ALTER TABLE tag_taken_away RENAME TO tag');
    }
  });
}
