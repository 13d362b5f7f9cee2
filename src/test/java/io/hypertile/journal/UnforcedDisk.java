package io.hypertile.journal;

import io.hypertile.journal.disk.Disk;
import io.hypertile.journal.disk.DiskFile;
import io.hypertile.journal.disk.RealDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;

/** The real file system without forcing, and with failures on demand. */
class UnforcedDisk implements Disk {
  private final RealDisk real = new RealDisk();

  /** Called before each operation, with its name and path; what it throws is thrown on. */
  void before(String operation, Path path) throws IOException {}

  @Override
  public DiskFile open(Path path, Access access) throws IOException {
    before("open", path);
    return new UnforcedFile(path, real.open(path, access));
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    before("move", to);
    real.move(from, to);
  }

  @Override
  public boolean delete(Path path) throws IOException {
    before("delete", path);
    return real.delete(path);
  }

  @Override
  public void link(Path link, String target) throws IOException {
    before("link", link);
    real.link(link, target);
  }

  @Override
  public void makeDirectory(Path directory) throws IOException {
    before("makeDirectory", directory);
    real.makeDirectory(directory);
  }

  @Override
  public void touch(Path path, Instant modified) throws IOException {
    before("touch", path);
    real.touch(path, modified);
  }

  @Override
  public long room(Path path) throws IOException {
    return real.room(path);
  }

  private final class UnforcedFile implements DiskFile {
    private final Path path;
    private final DiskFile file;

    UnforcedFile(Path path, DiskFile file) {
      this.path = path;
      this.file = file;
    }

    @Override
    public void write(ByteBuffer bytes, long position) throws IOException {
      try {
        before("write", path);
      } catch (IOException e) {
        // A full disk takes some of the bytes before it refuses.
        file.write(bytes.limit(bytes.position() + bytes.remaining() / 2), position);
        throw e;
      }
      file.write(bytes, position);
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return file.read(target, position);
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void truncate(long length) throws IOException {
      before("truncate", path);
      file.truncate(length);
    }

    @Override
    public void force(boolean metadata) throws IOException {
      before("force", path);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
