import { execFileSync } from 'node:child_process';
import { readFileSync, realpathSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { TunewrightError } from '../../../errors.ts';

/** File systems of other machines by the magic number of statfs(2) on Linux. */
const magics: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x01021997, '9p'],
  [0x00c36400, 'Ceph'],
  [0x0bd00bd0, 'Lustre'],
  [0x47504653, 'GPFS'],
  [0x19830326, 'BeeGFS'],
  [0x5346414f, 'AFS'],
  [0x6b414653, 'AFS'],
  [0x73757245, 'Coda'],
  [0x786f4256, 'vboxsf'],
]);

/** The same by the names that mount tables use; after `fuse.` too. */
const names =
  /^(nfs\d?|smbfs|smb3?|cifs|9p|afpfs|webdav|davfs2?|ceph|lustre|gpfs|beegfs|afs|coda|vboxsf|virtiofs|sshfs|s3fs|goofys|gcsfuse|gcsf|rclone|glusterfs|juicefs|mountpoint-s3|osxfuse|macfuse|blobfuse2?)$/i;

/** What is known of the place of a file: gathered by `lookAt`, judged by `networkFileSystem`. */
export interface Surroundings {
  readonly platform: string;
  /** The folder without symbolic links. */
  readonly folder: string;
  /** `type` of statfs(2); only Linux gives it a meaning. */
  readonly statfsType: number;
  /** Text of /proc/self/mountinfo on Linux, output of `mount` on macOS. */
  readonly mounts: string;
}

/** The name of the network file system that a folder is on, or undefined if it is on a local disk. */
export function networkFileSystem(place: Surroundings): string | undefined {
  if (place.platform === 'linux') {
    return (
      magics.get(place.statfsType >>> 0) ?? networkName(deepest(linuxMounts(place.mounts), place.folder))
    );
  }
  return networkName(deepest(bsdMounts(place.mounts), place.folder));
}

/** @throws {TunewrightError} TW_STORAGE_NETWORK */
export function refuseNetworkFileSystem(path: string): void {
  const place = lookAt(path);
  const found = place === undefined ? undefined : networkFileSystem(place);
  if (found === undefined) return;
  throw new TunewrightError(
    'TW_STORAGE_NETWORK',
    `${path} is on a network file system (${found}), where SQLite can lose or damage what it wrote.`,
    {
      kind: 'storage',
      mend: 'Put the storage on a local disk. Only if a single machine ever uses it, allow it with networkFileSystem: "allow".',
    },
  );
}

function lookAt(path: string): Surroundings | undefined {
  try {
    const folder = realpathSync(dirname(path));
    const statfsType = statfsSync(folder).type;
    return { platform: process.platform, folder, statfsType, mounts: mountTable() };
  } catch {
    // What cannot be looked at cannot be opened either; opening says why.
    return undefined;
  }
}

function mountTable(): string {
  return process.platform === 'linux'
    ? readFileSync('/proc/self/mountinfo', 'utf8')
    : execFileSync('/sbin/mount', { encoding: 'utf8', timeout: 5000 });
}

interface Mount {
  readonly point: string;
  readonly type: string;
}

/** `36 35 98:0 / /mnt/point rw,noatime - fuse.sshfs host:/dir rw` */
function linuxMounts(table: string): Mount[] {
  return table.split('\n').flatMap((line) => {
    const [before, after] = line.split(' - ');
    const point = before?.split(' ')[4];
    const type = after?.split(' ')[0];
    return point === undefined || type === undefined ? [] : [{ point: unescapeOctal(point), type }];
  });
}

/** `//user@host/share on /Volumes/share (smbfs, nodev, nosuid)` */
function bsdMounts(table: string): Mount[] {
  return table.split('\n').flatMap((line) => {
    const match = /^.*? on (\/.*) \(([^,)]+)/.exec(line);
    return match === null ? [] : [{ point: match[1] as string, type: match[2] as string }];
  });
}

/** The mount that a folder is in; of two on one point the later one. */
function deepest(mounts: readonly Mount[], folder: string): Mount | undefined {
  let found: Mount | undefined;
  for (const mount of mounts) {
    const inside = mount.point === '/' || folder === mount.point || folder.startsWith(`${mount.point}/`);
    if (inside && mount.point.length >= (found?.point.length ?? 0)) found = mount;
  }
  return found;
}

function networkName(mount: Mount | undefined): string | undefined {
  if (mount === undefined) return undefined;
  const type = mount.type.replace(/^fuse\./, '');
  return names.test(type) ? type : undefined;
}

function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}
