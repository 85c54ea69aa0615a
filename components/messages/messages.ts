import access from './en/access.json';
import account from './en/account.json';
import auth from './en/auth.json';
import cleanup from './en/cleanup.json';
import groups from './en/groups.json';
import home from './en/home.json';
import image from './en/image.json';
import joining from './en/joining.json';
import layout from './en/layout.json';
import projects from './en/projects.json';
import repositories from './en/repositories.json';
import security from './en/security.json';
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
  auth,
  cleanup,
  groups,
  home,
  image,
  joining,
  layout,
  projects,
  repositories,
  security,
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
