package io.hypertile.config;

import io.hypertile.journal.Inodes;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Figures of the file system that holds a directory. The framework's own of the disk are those of
 * the working directory, which may be another one.
 *
 * @param prefix begin of the names of the figures
 * @param tags tags of the figures
 * @param directory the directory; while it is not there, its figures are not numbers
 * @param inodes its inodes; empty where they cannot be counted, which are then not shown
 */
public record SpaceMeters(String prefix, Tags tags, Path directory, Optional<Inodes> inodes)
    implements MeterBinder {
  /** Figures of the storage. */
  static SpaceMeters of(Path root) {
    return new SpaceMeters("hypertile.storage.", Tags.empty(), root, inodesOf(root));
  }

  /** Figures of a store beside it, whose directory is made when it is first asked for. */
  public static SpaceMeters ofStore(String name, Path directory) {
    return new SpaceMeters(
        "hypertile.store.", Tags.of("store", name), directory, inodesOf(directory));
  }

  private static Optional<Inodes> inodesOf(Path directory) {
    Path absolute = directory.toAbsolutePath();
    return Inodes.find(absolute.getRoot()).map(found -> found.at(absolute));
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Meters<Path> space = new Meters<>(registry, prefix, directory, tags);
    space.gauge(
        "free", "bytes", "Bytes to be had for it", path -> bytes(path, File::getUsableSpace));
    space.gauge(
        "size", "bytes", "Bytes of its file system", path -> bytes(path, File::getTotalSpace));
    inodes.ifPresent(counted -> {
      Meters<Inodes> files = new Meters<>(registry, prefix, counted, tags);
      files.gauge("free.inodes", "", "Inodes to be had for it", Inodes::free);
      files.gauge("inodes", "", "Inodes of its file system", Inodes::total);
    });
  }

  private static double bytes(Path directory, ToLongFunction<File> figure) {
    return Files.isDirectory(directory) ? figure.applyAsLong(directory.toFile()) : Double.NaN;
  }
}
