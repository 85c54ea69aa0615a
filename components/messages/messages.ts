import access from './en/access.json';
import account from './en/account.json';
import audit from './en/audit.json';
import auth from './en/auth.json';
import cleanup from './en/cleanup.json';
import groups from './en/groups.json';
import home from './en/home.json';
import image from './en/image.json';
import layout from './en/layout.json';
import projects from './en/projects.json';
import reference from './en/reference.json';
import repositories from './en/repositories.json';
import robots from './en/robots.json';
import sso from './en/sso.json';
import storage from './en/storage.json';
import system from './en/system.json';
import tags from './en/tags.json';
import trash from './en/trash.json';
import ui from './en/ui.json';
import users from './en/users.json';

/** English, by feature. Another language is a folder beside `en` with the same files. */
export const messages = {
  access,
  account,
  audit,
  auth,
  cleanup,
  groups,
  home,
  image,
  layout,
  projects,
  reference,
  repositories,
  robots,
  sso,
  storage,
  system,
  tags,
  trash,
  ui,
  users,
};

declare module 'use-intl' {
  interface AppConfig {
    Locale: 'en';
    Messages: typeof messages;
  }
}
