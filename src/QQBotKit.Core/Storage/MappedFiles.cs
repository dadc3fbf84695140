using System.IO.MemoryMappedFiles;

namespace QQBotKit.Core.Storage;

/// <summary>Files that are mapped into memory.</summary>
internal static class MappedFiles
{
    /// <summary>Opens a file of a fixed size, all of which is on the disk: writing to a mapped page that the disk has no room for would end the process.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">Its size.</param>
    /// <param name="keep">Whether a file of this size that is there already is kept.</param>
    /// <exception cref="IOException">It cannot be made, or the disk is full.</exception>
    public static MemoryMappedFile Open(string path, long bytes, bool keep)
    {
        var isThere = keep && new FileInfo(path) is { Exists: true, Length: var length } && length == bytes;
        var stream = new FileStream(path, new FileStreamOptions
        {
            Mode = isThere ? FileMode.Open : FileMode.Create,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read,
            PreallocationSize = isThere ? 0 : bytes,
            BufferSize = 0,
        });
        try
        {
            stream.SetLength(bytes);
            return MemoryMappedFile.CreateFromFile(stream, null, bytes, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }
}
