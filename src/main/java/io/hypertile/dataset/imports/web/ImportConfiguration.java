package io.hypertile.dataset.imports.web;

import io.hypertile.cells.web.CellLimits;
import io.hypertile.chunk.CodecPool;
import io.hypertile.dataset.imports.archive.ZarrUploads;
import io.hypertile.dataset.imports.source.ImportSources;
import io.hypertile.dataset.imports.source.NetcdfUploads;
import io.hypertile.encode.Spool;
import io.hypertile.engine.DatasetStore;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.MemoryUse;
import io.hypertile.netcdf.NetcdfReader;
import io.hypertile.store.named.Stores;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires imports to the stores and to memory. */
@Configuration(proxyBeanMethods = false)
class ImportConfiguration {
  @Bean
  NetcdfReader netcdfReader(MemoryBudget memory) {
    return new NetcdfReader(memory.share(MemoryUse.CHUNKS));
  }

  @Bean
  NetcdfUploads netcdfUploads(NetcdfReader netcdf, Spool spool, CellLimits limits) {
    return new NetcdfUploads(netcdf, spool, limits.body());
  }

  @Bean
  ZarrUploads zarrUploads(CodecPool pool, Spool spool, CellLimits limits) {
    return new ZarrUploads(spool, pool, limits.body());
  }

  @Bean
  ImportSources importSources(
      Stores stores, DatasetStore datasets, NetcdfReader netcdf, Spool spool, MemoryBudget memory) {
    MemoryShare share = memory.share(MemoryUse.CHUNKS);
    return new ImportSources(stores, datasets, netcdf, spool, share);
  }
}
