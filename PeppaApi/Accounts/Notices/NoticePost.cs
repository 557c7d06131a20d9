using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Mail;

namespace PeppaApi.Accounts.Notices;

/// <summary>Puts a notice on its ways: into the mail queue, the webhook's queue, or both, with what the caller is about to save.</summary>
public sealed class NoticePost(MailQueue mails, TimeProvider time)
{
    /// <param name="choice">None is the default: by mail.</param>
    /// <param name="type">For programs, such as <c>low_credit</c>.</param>
    internal void Add(PeppaDbContext context, User user, NoticeChoice? choice, MailTemplate mail, string type, JsonObject data)
    {
        // An operator or an import may have stored an address that no mail goes to.
        if ((choice?.ByMail ?? true) && MailAddresses.IsValid(user.Email))
        {
            mails.Add(context, user.Email, mail, user.Language is { } language ? CultureInfo.GetCultureInfo(language) : null);
        }

        if (choice?.WebhookUrl is not null)
        {
            var now = time.GetUtcNow();
            var key = Guid.NewGuid().ToString("N");
            var body = new JsonObject { ["id"] = key, ["type"] = type, ["at"] = now, ["userId"] = user.Id, ["data"] = data };
            context.WebhookDeliveries.Add(new WebhookDelivery
            {
                UserId = user.Id,
                Key = key,
                Body = body.ToJsonString(JsonSerializerOptions.Web),
                CreatedAt = now,
                NextAttemptAt = now,
            });
        }
    }
}
