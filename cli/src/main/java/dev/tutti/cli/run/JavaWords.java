package dev.tutti.cli.run;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the libraries advise to whoever calls them from Java, in the words of who types commands. */
final class JavaWords {
    private static final Map<String, String> COMMANDS = new LinkedHashMap<>();

    static {
        // The longer ones first, which hold shorter ones.
        COMMANDS.put(
                "read it with H5.follow while it is live, or as it stands with FileOptions.snapshotOfLive(); if its writer has died, the next H5.live or tutti recover --in-place goes on from there",
                "follow it with tutti watch while it is live; if its writer has died, tutti recover --in-place brings it to a sound state");
        COMMANDS.put(
                "FileOptions.snapshotOfLive() reads what is sound in it as it stands; if that writer has died",
                "if that writer has died");
        COMMANDS.put(
                "wait longer (lockTimeout), or read it with H5.follow while it is live",
                "or follow it with tutti watch while it is live");
        COMMANDS.put("follow it with H5.follow, or write through that process", "follow it with tutti watch");
        COMMANDS.put("copy the file with H5.recover", "copy the file with tutti recover -o");
        COMMANDS.put(
                "make it with H5.create or h5py's libver='latest', or copy it with tutti recover",
                "copy it with tutti repack, or make it with tutti record or h5py's libver='latest'");
        COMMANDS.put("open it with H5.open, or delete it first", "delete it first, or take another name");
        COMMANDS.put(
                "they are changed with FileOptions.exclusive() only",
                "copy the dataset into the file (tutti cp), where it can be changed");
        COMMANDS.put(
                "change it with FileOptions.exclusive() or shared()", "change it when its writer has closed the file");
        COMMANDS.put(
                "open it with FileOptions.readOnly(), and copy what is to be changed",
                "copy what is to be changed to another file (tutti cp)");
        COMMANDS.put("; open it with FileOptions.exclusive(), or readOnly()", "; copy it to a disk of this host");
        COMMANDS.put("open it with FileOptions.readOnly() or exclusive()", "copy it to a disk of this host");
        COMMANDS.put("open it with FileOptions.exclusive() or H5.live to change it", "it is only read by this command");
        COMMANDS.put(
                "open it with FileOptions.shared(), and close it everywhere: then the file has them all and the log is gone",
                "close it in all programs that have it open: then the file has them all and the log is gone");
        COMMANDS.put("open it with FileOptions.shared(),", "close it in all programs that have it open,");
        COMMANDS.put(" once with FileOptions.exclusive(), which brings", " once with h5py in mode r+, which brings");
        COMMANDS.put("FileOptions.readOnly() reads one version", "others read one version");
        COMMANDS.put("are for files in shared mode (FileOptions.shared())", "are for files in shared mode");
        COMMANDS.put("open it without foreignReaders()", "close it in the programs that let other readers in");
        COMMANDS.put(
                "close the live file and extend it by SurveyFile.open, or add", "close the live file first, or add");
        COMMANDS.put(
                "; open it by SurveyFile.open or SurveyFile.live to change it",
                ", and this command does not change it");
        COMMANDS.put("SurveyFile.summarize brings", "tutti survey summary --write brings");
        COMMANDS.put("(Table.branch with a snapshot's id makes one)", "(tutti table branch makes one)");
        COMMANDS.put("(Table.snapshots)", "(tutti table snapshots lists them)");
        COMMANDS.put("(Table.rollback, Table.at)", "(tutti table rollback, tutti table scan --at)");
        COMMANDS.put("(read a tag with Table.at)", "(tutti table scan --at reads a tag)");
        COMMANDS.put("Table.removeOrphans finds them", "tutti table expire --orphans 24h finds them");
        COMMANDS.put("; Tables.drop drops the table", "");
        COMMANDS.put(" (TablesOptions.commitTimeout)", "");
        COMMANDS.put(
                "read slice by slice (rows()), or start Java with a larger -Xmx",
                "take a slice, or give more with TUTTI_JAVA_OPTS=-Xmx4g");
        COMMANDS.put("read a smaller part at once (rows())", "take a smaller slice");
        COMMANDS.put("read them slice by slice, for example Slice.rows(from, to)", "take a slice");
        COMMANDS.put("read them slice by slice (rows())", "take a slice");
        COMMANDS.put("remove it first (removeReference)", "remove it first (--remove)");
        COMMANDS.put("give those commits up (replaceBy)", "give those commits up (--replace-main)");
        COMMANDS.put("keep more snapshots, see", "keep more snapshots: tutti table expire --keep");
        COMMANDS.put(" Maintenance.keepSnapshots)", ")");
        COMMANDS.put(
                "make the dataset with a larger maxShape",
                "a dataset that tutti put --append or tutti record makes can grow");
        COMMANDS.put(
                "give it chunks, or leave filters and maxShape away",
                "give it chunks (--chunk), or leave filters away");
        COMMANDS.put("begin again on the newest version, or use Table.change, which does", "give the command again");
        COMMANDS.put(
                "an address is given as a String (Tables.at(uri, options))",
                "a table of a catalog server is named URI::NAME");
        COMMANDS.put("name it by TablesOptions.property(\"uri\", …), as", "name it as");
    }

    private JavaWords() {}

    /** The message with commands in the place of methods. */
    static String toCommands(String message) {
        String told = message;
        for (Map.Entry<String, String> each : COMMANDS.entrySet()) {
            told = told.replace(each.getKey(), each.getValue());
        }
        return told;
    }
}
