package io.hypertile.dataset.imports.source;

import io.hypertile.atlas.AtlasStore;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.imports.ImportedDatasets;
import io.hypertile.encode.Spool;
import io.hypertile.engine.DatasetStore;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.error.TooLarge;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.NativeBuffer;
import io.hypertile.netcdf.NetcdfReader;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.DatasetsSchema;
import io.hypertile.schema.Description;
import io.hypertile.schema.Placement;
import io.hypertile.store.ByteRange;
import io.hypertile.store.Piece;
import io.hypertile.store.ReadResult;
import io.hypertile.store.Store;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StoredObject;
import io.hypertile.store.named.NamedStore;
import io.hypertile.store.named.Stores;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Opens what is to be imported from the stores of the settings. Thread-safe.
 *
 * @param spool place for a copy of a file while it is read
 * @param memory native memory for what is decoded
 */
public record ImportSources(
    Stores stores, DatasetStore datasets, NetcdfReader netcdf, Spool spool, MemoryShare memory) {
  /** Bytes of a file that are fetched at a time. */
  private static final long PIECE = 8L << 20;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Most bytes of the cells of an import, and of a file. */
  private static final long LIMIT = 1L << 40;

  /** No collection is kept by this name for others to find. */
  private static final CollectionName SOURCE = new CollectionName("source_of_an_import");

  /**
   * Opens the source of an import.
   *
   * @throws ServiceException {@code invalid-request} if there is no such store, {@code not-found}
   *     if there is nothing at the path, {@code unsupported-storage} if it cannot be imported
   */
  public GuardedDatasets open(ImportOrder order) {
    NamedStore store = stores.find(order.store()).orElseThrow(() -> unknown(order));
    return GuardedDatasets.open(
        () ->
            switch (order.format()) {
              case ATLAS -> AtlasStore.open(store.store(), order.path(), memory);
              case NETCDF -> netcdf(store.store(), order);
              case ZARR -> zarr(order);
            },
        ErrorCode.UNSUPPORTED_STORAGE,
        LIMIT);
  }

  private ServiceException unknown(ImportOrder order) {
    List<String> known = stores.names().stream().map(name -> name.text()).toList();
    return new ServiceException(
        ErrorCode.INVALID_REQUEST,
        "The server has no store \"%s\"; stores are named in its settings, hypertile.stores."
            .formatted(order.store()),
        Map.of("pointer", "/store", "known", known),
        null);
  }

  private ImportedDatasets netcdf(Store store, ImportOrder order) {
    StoreKey key = new StoreKey(order.path().text());
    StoredObject object =
        store
            .find(key)
            .orElseThrow(() ->
                new ServiceException(
                    ErrorCode.NOT_FOUND,
                    "There is no file at this path of the store.",
                    Map.of("path", key.text()),
                    null));
    TooLarge.requireBody(
        object.size(), LIMIT, most -> "A file of at most %d bytes is imported.".formatted(most));
    FileChannel file = spool.open();
    boolean isCopied = false;
    try {
      copy(store, object, file);
      isCopied = true;
    } catch (IOException e) {
      throw new ServiceException(
          ErrorCode.STORAGE_UNAVAILABLE,
          "The server could not set a copy of the file aside; try again later.",
          Map.of(),
          e);
    } finally {
      if (!isCopied) {
        closeQuietly(file);
      }
    }
    return OneDataset.netcdf(netcdf, order.name(), file, key.text(), order.group());
  }

  private void copy(Store store, StoredObject object, FileChannel file) throws IOException {
    try (NativeBuffer buffer = memory.take(Math.min(PIECE, object.size()), PATIENCE)) {
      for (long at = 0; at < object.size(); at += PIECE) {
        long length = Math.min(PIECE, object.size() - at);
        MemorySegment bytes = buffer.bytes().asSlice(0, length);
        Piece piece = new Piece(new ByteRange.Span(at, length), bytes);
        ReadResult result = store.read(object.key(), List.of(piece), Optional.of(object.version()));
        if (!(result instanceof ReadResult.Read)) {
          throw new ServiceException(
              ErrorCode.LOCKED,
              "The file is being changed by another program; try again later.",
              Map.of("path", object.key().text()),
              null);
        }
        ByteBuffer left = bytes.asByteBuffer();
        while (left.hasRemaining()) {
          file.write(left);
        }
      }
    }
  }

  private static void closeQuietly(FileChannel file) {
    try {
      file.close();
    } catch (IOException e) {
      System.getLogger(ImportSources.class.getName())
          .log(System.Logger.Level.DEBUG, "a spool file fails to close", e);
    }
  }

  /** A hierarchy is read as a collection that only this import knows. */
  private ImportedDatasets zarr(ImportOrder order) {
    DatasetsSchema schema =
        new DatasetsSchema(
            DatasetsSchema.Layout.TREE,
            new DatasetsSchema.Compression.Default(),
            false,
            Optional.of(order.path().text()),
            true,
            Description.NONE);
    Placement placement = new Placement(Placement.Form.ZARR, Optional.of(order.store().text()));
    Collection source = new Collection(SOURCE, schema, Optional.empty(), placement);
    DatasetsState state = datasets.of(source).open();
    CopiedDatasets copied = new CopiedDatasets(state, order.name(), memory);
    if (copied.count() == 0) {
      copied.close();
      throw new ServiceException(
          ErrorCode.NOT_FOUND,
          "There is no group of Zarr with arrays at this path of the store.",
          Map.of("path", order.path().text()),
          null);
    }
    return copied;
  }
}
