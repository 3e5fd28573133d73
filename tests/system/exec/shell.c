/* SPDX-License-Identifier: MIT */
/*
 * Commands for a shell: system and popen. What answers to the name sh is child.c.
 */
#include "child.h"
#include <errno.h>
#include <signal.h>
#include <string.h>

#define SHELL TMP "/sh"

static void test_without_shell(void)
{
    EXPECT(system(NULL) == 0);
    int status = system("exit 3");
    EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 127);
    EXPECT(popen("exit 3", "r") == NULL && errno == ENOENT);
}

static void test_system(void)
{
    struct sigaction action;
    sigset_t mask;
    EXPECT(system(NULL) != 0);
    int status = system("exit 3");
    EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 3);
    status = system("kill 15");
    EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
    status = system("kill 2"); /* is not ignored there, as it is here meanwhile */
    EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
    EXPECT(sigaction(SIGINT, NULL, &action) == 0 && action.sa_handler == SIG_DFL);
    EXPECT(sigprocmask(SIG_BLOCK, NULL, &mask) == 0 && mask == 0);
    printf("shell: commands are waited for\n");
}

static void test_popen(void)
{
    char line[32];
    FILE *reader = popen("echo something", "r");
    FILE *writer = popen("copy", "w");
    EXPECT(reader != NULL && writer != NULL);
    EXPECT(fgets(line, sizeof line, reader) != NULL && strcmp(line, "something\n") == 0);
    EXPECT(fgets(line, sizeof line, reader) == NULL && feof(reader) != 0);
    EXPECT(fprintf(writer, "one\ntwo\n") == 8);
    EXPECT(pclose(reader) == 0 && pclose(writer) == 0);
    FILE *copy = fopen(TMP "/copy", "r");
    EXPECT(copy != NULL && fread(line, 1, sizeof line, copy) == 8);
    EXPECT(memcmp(line, "one\ntwo\n", 8) == 0 && fclose(copy) == 0);
    reader = popen("exit 5", "re");
    EXPECT(reader != NULL && WEXITSTATUS(pclose(reader)) == 5);
    EXPECT(popen("exit 5", "x") == NULL && errno == EINVAL);
    EXPECT(popen("exit 5", "rw") == NULL && errno == EINVAL);
    EXPECT(pclose(stdin) == -1 && errno == ECHILD);
    printf("shell: streams lead to commands\n");
}

int main(void)
{
    test_without_shell();
    child_write(SHELL);
    test_system();
    test_popen();
    return EXIT_SUCCESS;
}
