import dev.tutti.errors.*
import dev.tutti.hdf5.*
import java.nio.file.*
import java.time.*

/** Prints the tree of a file. */
void tree(String file) { System.out.println(H5.tree(Path.of(file), "/")); }
