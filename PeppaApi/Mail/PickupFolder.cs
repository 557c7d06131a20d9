using Microsoft.Extensions.Options;
using MimeKit;
using PeppaApi.Data;

namespace PeppaApi.Mail;

/// <summary>The way out while there is no mail server: files that any mail program opens, in the data directory.</summary>
public sealed class PickupFolder(IOptions<StorageOptions> storage) : IMailTransport, IMailSession
{
    public string Folder { get; } = Path.Combine(storage.Value.FullDataDirectory, "mail");

    string IMailSession.From => "peppa@localhost";

    Task<IMailSession> IMailTransport.OpenAsync(CancellationToken cancellationToken) => Task.FromResult<IMailSession>(this);

    async Task<string> IMailSession.SendAsync(MimeMessage message)
    {
        // The same mail has the same name, so that a second try leaves one file.
        var name = message.MessageId!.Split('@')[0] + ".eml";
        try
        {
            CreateFolder();
            var unfinished = Path.Combine(Folder, name + ".part");
            await using (var file = File.Create(unfinished))
            {
                await message.WriteToAsync(file);
            }

            File.Move(unfinished, Path.Combine(Folder, name), overwrite: true);
            return name;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MailTransportException(exception.Message, refused: false, broken: true);
        }
    }

    ValueTask IAsyncDisposable.DisposeAsync() => ValueTask.CompletedTask;

    private void CreateFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Folder);
        }
        else
        {
            Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
