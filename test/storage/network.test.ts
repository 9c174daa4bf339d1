import { describe, expect, it } from 'vitest';
import { networkFileSystem, type Surroundings } from '../../src/storage/node/sqlite/network.ts';

const linux = (folder: string, statfsType: number, mounts: string): Surroundings => ({
  platform: 'linux',
  folder,
  statfsType,
  mounts,
});

const ext4 = 0xef53;
const fuse = 0x65735546;
const mountinfo = `22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
40 22 0:50 / /mnt/box rw - fuse.sshfs me@box:/ rw
41 22 0:51 / /mnt/box/inner rw - ext4 /dev/vdb rw
42 22 0:52 / /mnt/with\\040space rw,nosuid shared:7 - nfs4 server:/export rw
43 22 0:53 / /home/me/usb rw - fuseblk /dev/sdb rw
44 22 0:54 / /data rw - ext4 /dev/vdc rw
45 22 0:55 / /data rw - fuse.rclone remote: rw
`;

describe('network file systems', () => {
  it.each([
    ['a local disk', linux('/home/me', ext4, mountinfo), undefined],
    ['NFS by its number', linux('/home/me', 0x6969, ''), 'NFS'],
    ['CIFS by its number, read as negative', linux('/x', 0xff534d42 - 2 ** 32, ''), 'CIFS'],
    ['9p, as Windows drives under WSL', linux('/mnt/c', 0x01021997, mountinfo), '9p'],
    ['sshfs', linux('/mnt/box/studies', fuse, mountinfo), 'sshfs'],
    ['a local disk inside sshfs', linux('/mnt/box/inner/a', ext4, mountinfo), undefined],
    ['a folder that only begins like a mount', linux('/mnt/boxes', ext4, mountinfo), undefined],
    ['a mount with a space', linux('/mnt/with space/x', 0, mountinfo), 'nfs4'],
    ['a USB stick through FUSE', linux('/home/me/usb', fuse, mountinfo), undefined],
    ['the later of two mounts on one point', linux('/data', fuse, mountinfo), 'rclone'],
  ])('on Linux: %s', (_, place, expected) => {
    expect(networkFileSystem(place)).toBe(expected);
  });

  const mac = (folder: string): Surroundings => ({
    platform: 'darwin',
    folder,
    statfsType: 26,
    mounts: `/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse)
//me@nas/share on /Volumes/share on nas (smbfs, nodev, nosuid, mounted by me)
nas:/export on /Volumes/nfs (nfs, nodev, nosuid)
`,
  });

  it.each([
    ['/Users/me', undefined],
    ['/Volumes/nfs/studies', 'nfs'],
    ['/Volumes/share on nas/x', 'smbfs'],
    ['/System/Volumes/Data/x', undefined],
  ])('on macOS: %s', (folder, expected) => {
    expect(networkFileSystem(mac(folder))).toBe(expected);
  });
});
