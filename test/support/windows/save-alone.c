/*
 * Saves a file as a program does that keeps it for itself meanwhile: an editor, a virus scanner, a sync of the cloud.
 * save-alone.exe <file> <file to copy> <milliseconds>
 */
#include <windows.h>
#include <stdlib.h>

int wmain(int count, wchar_t **words)
{
    static char text[65536];
    DWORD size, written;
    HANDLE draft, file;

    if (count != 4) return 2;
    draft = CreateFileW(words[2], GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    if (!ReadFile(draft, text, sizeof text, &size, NULL)) return 1;
    /* 0: shared with nobody. */
    file = CreateFileW(words[1], GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    if (!WriteFile(file, text, size, &written, NULL) || !FlushFileBuffers(file)) return 1;
    Sleep(_wtoi(words[3]));
    CloseHandle(file);
    return 0;
}
