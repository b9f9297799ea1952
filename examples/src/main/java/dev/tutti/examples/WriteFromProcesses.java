package dev.tutti.examples;

import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.Listing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Processes that each write datasets of their own into one file. No lock file stands beside it and none of them waits for a turn in its own code: each call
 * is safe by itself.
 *
 * <p>Arguments: FILE, how many processes there are (2 by default) and how many tasks (4 by default). With {@code --worker} in front the
 * program is one of the processes; its further arguments are the tasks that it does.
 */
public final class WriteFromProcesses {
    private static final int VALUES = 5;

    private WriteFromProcesses() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args[0].equals("--worker")) {
            for (String task : List.of(args).subList(2, args.length)) {
                work(Path.of(args[1]), task);
            }
            return;
        }
        Path file = Path.of(args[0]);
        int processes = args.length > 1 ? Integer.parseInt(args[1]) : 2;
        int tasks = args.length > 2 ? Integer.parseInt(args[2]) : 4;
        lead(file, processes, tasks);
        for (String name : H5.list(file, "/", Listing.RECURSIVE)) {
            System.out.println(name);
        }
    }

    /** One task: a dataset named after the process and the task. */
    private static void work(Path file, String task) {
        double[] values = ThreadLocalRandom.current().doubles(VALUES).toArray();
        H5.write(file, "process_data/" + ProcessHandle.current().pid() + "_" + task, values);
    }

    /** Starts the processes, task i in process i modulo their number, and waits for them. */
    private static void lead(Path file, int processes, int tasks) throws IOException, InterruptedException {
        List<Process> workers = new ArrayList<>();
        try {
            for (int p = 0; p < processes; p++) {
                List<String> command = command(file);
                for (int task = p; task < tasks; task += processes) {
                    command.add(Integer.toString(task + 1));
                }
                workers.add(new ProcessBuilder(command).inheritIO().start());
            }
            for (Process worker : workers) {
                int status = worker.waitFor();
                if (status != 0) {
                    throw new IOException("process " + worker.pid() + " ended with status " + status);
                }
            }
        } finally {
            workers.forEach(Process::destroy);
        }
    }

    private static List<String> command(Path file) {
        return new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                WriteFromProcesses.class.getName(),
                "--worker",
                file.toString()));
    }
}
