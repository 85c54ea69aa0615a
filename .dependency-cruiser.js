// The walls of the house, made from rooms.js. `npm run validate` runs it.
import {
  folders,
  forbiddenPackages,
  forbiddenRooms,
  ioModules,
  rooms,
  sharedComponents,
  testFiles,
} from './rooms.js';

const packages = (names) => `^node_modules/(${names.join('|')})/`;
const oneOf = (names) => `(${names.join('|')})`;

const fromRoom = ([room, { never, pure }]) => {
  const from = { path: `^lib/${room}/`, pathNot: [testFiles] };
  const others = forbiddenRooms(room);
  const foreign = forbiddenPackages(room);
  return [
    rule(`${room}-direction`, from, { path: `^(app|components|bench|bin|e2e)/` }),
    ...(others.length ? [rule(`${room}-direction`, from, { path: `^lib/${oneOf(others)}/` })] : []),
    rule(`${room}-packages`, from, { path: packages(foreign) }),
    ...(never.length ? [rule(`${room}-reach`, from, { path: packages(never), reachable: true })] : []),
    ...(pure
      ? [rule(`${room}-pure`, from, { path: `^(node:)?${oneOf(ioModules)}(/|$)`, dependencyTypes: ['core'] })]
      : []),
  ];
};

const fromFolder = ([folder, allowed]) => {
  const from = { path: `^${folder}/`, pathNot: [testFiles] };
  const foreignRooms = forbiddenRooms(folder);
  const foreign = forbiddenPackages(folder);
  const foreignFolders = Object.keys(folders).filter((f) => f !== folder && !allowed.folders.includes(f));
  return [
    rule(`${folder}-direction`, from, { path: `^${oneOf(foreignFolders)}/` }),
    ...(foreignRooms.length
      ? [rule(`${folder}-direction`, from, { path: `^lib/${oneOf(foreignRooms)}/` })]
      : []),
    ...(foreign.length ? [rule(`${folder}-packages`, from, { path: packages(foreign) })] : []),
  ];
};

const rule = (name, from, to) => ({
  name,
  severity: 'error',
  comment: 'rooms.js states who may import whom',
  from,
  to,
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    rule('no-cycles', {}, { circular: true }),
    rule('no-unresolvable', {}, { couldNotResolve: true }),
    rule(
      'features-apart',
      { path: '^components/([^/]+)/' },
      { path: `^components/(?!$1/|${oneOf(sharedComponents)}/)` },
    ),
    ...Object.entries(rooms).flatMap(fromRoom),
    ...Object.entries(folders).flatMap(fromFolder),
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^lib/db/generated/'] },
    exclude: { path: ['^\\.next/', '^lib/db/generated/.*/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
