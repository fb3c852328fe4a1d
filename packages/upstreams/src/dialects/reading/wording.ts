/**
 * What an upstream's prose says about itself. Nothing of it is documented, so each list is short, and a text that
 * matches none is only a text (each dialect's NOTES.md, 2026-11-20).
 */

/** The content was refused, rather than the service that checks content being unwell. */
export function saysModerated(message: string): boolean {
  if (blocked.test(message)) return false
  return rejected.test(message) || (moderated.test(message) && !unwell.test(message))
}

/** Says who refused it, whatever else the sentence speaks of. */
const rejected =
  /(?:reject|refus|block|flagg)\w*\s+by\s+(?:\w+\s+){0,3}moderation(?!\s+(?:service|server|api))/i

const moderated =
  /\bmoderat(?:ed|ion)\b|content[\s_-]*(?:policy|filter|violation)|(?:policy|guideline|safety)[\s_-]*violation|violat\w*\b.{0,40}\b(?:polic(?:y|ies)|guidelines?|terms)|safety[\s_-]*(?:system|filter|check)|sensitive[\s_-]*(?:content|words?)|\bnsfw\b|prohibited[\s_-]*content|违规|敏感|内容安全|审核(?:未通过|不通过|失败|拒绝)|未(?:能)?通过.{0,8}审核|不合规/i

const unwell =
  /unavailable|time[ds]?[\s-]*out|timeout|overload|internal[\s_-]*(?:server[\s_-]*)?error|\bbusy\b|moderation[\s_-]*(?:service|server|endpoint|api)\b.{0,20}\b(?:errors?|failed|failure|down|unreachable|returned)|超时|繁忙/i

/** "Your account is suspended for violating our terms" speaks of all content, not of this one. */
const blocked = /account\b.{0,24}\b(?:suspended|disabled|blocked|banned|frozen)/i

/** No money, no permission or no valid key: waiting will not help this job nor any other. */
export function saysAccountTrouble(message: string): boolean {
  if (blocked.test(message) || (badKey.test(message) && !notFetched.test(message))) return true
  return noCredit.test(message) && !perTime.test(message)
}

const noCredit =
  /insufficient[\s_-]*(?:\w+[\s_-]+)?(?:balance|credits?|funds?|quota)|not[\s_-]*enough[\s_-]*(?:balance|credits?|quota|funds?)|(?:balance|credits?|quota)\b.{0,30}\b(?:insufficient|exhausted|exceeded|depleted|used up|not enough)|out of (?:credits?|balance|funds)|(?:exhausted|exceeded)\b.{0,30}\b(?:balance|credits?|quota|spending|monthly)|(?:spending|monthly|billing)[\s_-]*(?:hard[\s_-]*)?limit|payment required|余额不足|额度(?:不足|已用)|配额不足|欠费|请充值/i

const perTime =
  /per[\s_-]*(?:second|minute|hour)|\brp[sm]\b|requests? rate|rate[\s_-]*limit|too many requests/i

const badKey =
  /(?:invalid|incorrect|expired|disabled|revoked)\b.{0,24}\b(?:api[\s_-]*key|access[\s_-]*token|credentials?)|(?:api[\s_-]*key|access[\s_-]*token)\b.{0,24}\b(?:invalid|incorrect|expired|disabled|revoked|not found)|permission[\s_-]*denied|(?:密钥|令牌|账号|账户).{0,8}(?:无效|过期|禁用|冻结)/i

/** The key that was refused is not ours: an image's host asked the vendor for one. */
const notFetched =
  /(?:fetch|download|load|retriev)\w*\b.{0,40}\b(?:images?|videos?|files?|urls?|links?|image_urls?)|(?:image|video|file)(?:[\s_-]*urls?)?\b.{0,20}\breturned\b/i

/** The upstream says it has no such task. */
export function saysTaskMissing(message: string): boolean {
  return /task[\s_-]*(?:id[\s_-]*)?(?:not[\s_-]*(?:found|exists?)|does not exist)|no such task|unknown task|任务不存在/i.test(
    message,
  )
}

/** xAI asks a team that keeps no data there for a place to put the clip (failure case 22). */
export function saysUploadUrl(message: string): boolean {
  return /\bupload_url\b/i.test(message)
}
