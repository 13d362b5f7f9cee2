package io.hypertile.config;

import io.hypertile.deker.store.Hdf5Storage;
import io.micrometer.core.instrument.MeterRegistry;

/** Figures of a storage in HDF5 files: its log, its open files, its chunks. */
final class StorageMeters {
  private StorageMeters() {}

  static void bind(MeterRegistry registry, Hdf5Storage storage) {
    LogMeters.bind(registry, storage.journal());
    bindFiles(registry, storage);
    bindCodec(registry, storage);
  }

  private static void bindFiles(MeterRegistry registry, Hdf5Storage storage) {
    Meters<Hdf5Storage> meters = new Meters<>(registry, "hypertile.files.", storage);
    meters.gauge("open", "", "Array files kept open", s -> s.statistics().files().open());
    meters.gauge(
        "capacity", "", "Array files kept open at most", s -> s.statistics().files().capacity());
    meters.counter(
        "hits", "", "Times that an open file was of use", s -> s.statistics().files().hits());
    meters.counter(
        "misses", "", "Times that a file had to be opened", s -> s.statistics().files().misses());
  }

  private static void bindCodec(MeterRegistry registry, Hdf5Storage storage) {
    MeterConfiguration.bindPool(
        new Meters<>(registry, "hypertile.pool.", storage).tagged("pool", "codec"),
        s -> s.statistics().codec());
  }
}
